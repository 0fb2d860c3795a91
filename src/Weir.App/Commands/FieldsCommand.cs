using System.CommandLine;
using System.Globalization;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Wire.Elements;

namespace Weir.App.Commands;

/// <summary><c>weir fields</c>: the column table.</summary>
internal static class FieldsCommand
{
    public static Command Create()
    {
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var archive = new Option<string?>("--archive", "-a") { Description = "Directory of an archive, whose own columns are shown too" };
        var command = new Command("fields", "Show the columns of a flow record: name, type, elements that feed it, meaning") { format, archive };
        command.SetAction(line =>
        {
            if (line.GetValue(archive) is { } directory) ConfiguredColumns.UseThoseOf(directory);
            ReportWriter.Write(line.GetValue(format) == OutputFormat.Table ? ForPeople() : Describe(), line.GetValue(format), Console.Out);
        });
        return command;
    }

    private static Report Describe() => new(
        [
            new("name", ValueKind.Text),
            new("type", ValueKind.Text),
            new("role", ValueKind.Text),
            new("filter", ValueKind.Text),
            new("elements", ValueKind.Text),
            new("description", ValueKind.Text),
            new("null", ValueKind.Text),
        ],
        FlowColumns.All.Select(column => new object?[]
        {
            column.Name,
            column.Type.ToString().ToLowerInvariant(),
            column.Role.ToString().ToLowerInvariant(),
            column.FilterWords ?? column.Name,
            string.Join(' ', column.Elements.Select(Name).Distinct(StringComparer.Ordinal)),
            column.Description,
            column.NullMeaning,
        }));

    /// <summary>What fits a terminal; the other formats have the names of the elements, the role and the meaning of null too.</summary>
    private static Report ForPeople() => new(
        [new("name", ValueKind.Text), new("type", ValueKind.Text), new("filter", ValueKind.Text), new("elements", ValueKind.Text), new("description", ValueKind.Text)],
        FlowColumns.All.Select(column => new object?[]
        {
            column.Name,
            column.Type.ToString().ToLowerInvariant(),
            column.FilterWords ?? "",
            string.Join(' ', column.Elements.Select(Number).Distinct(StringComparer.Ordinal)),
            column.Description,
        }))
    { LastIsProse = true };

    private static string Number(ElementBinding binding) =>
        string.Create(CultureInfo.InvariantCulture, $"{(binding.EnterpriseNumber == 0 ? "" : $"{binding.EnterpriseNumber}/")}{binding.ElementId}");

    private static string Name(ElementBinding binding) =>
        ElementRegistry.Find(binding.ElementId, binding.EnterpriseNumber)?.Name ?? Number(binding);
}
