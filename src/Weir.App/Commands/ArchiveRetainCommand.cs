using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Configuration.Schema;
using Weir.App.Output;
using Weir.Storage.Retention;
using Weir.Storage.Upkeep;

namespace Weir.App.Commands;

/// <summary><c>weir archive retain</c>: removes what is too old or too much.</summary>
internal static class ArchiveRetainCommand
{
    private static readonly ReportColumn[] Columns =
    [
        new("hour", ValueKind.Time), new("table", ValueKind.Text), new("files", ValueKind.Number), new("bytes", ValueKind.Octets), new("reason", ValueKind.Text),
    ];

    public static Command Create()
    {
        Option<string> archive = ArchiveOption.Create();
        var keep = new Option<string[]>("--keep") { Description = $"TABLE=AGE such as flows=30d, or AGE for all; tables are {string.Join(", ", RetentionPolicy.Tables)}; may be repeated" };
        var size = new Option<string?>("--max-size") { Description = "Octets of all files, with K, M, G or T: older hours go first" };
        var dry = new Option<bool>("--dry-run") { Description = "Only say what would go" };
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var command = new Command("retain", "Remove hours of an archive that are too old or too much, oldest first") { archive, keep, size, dry, format };
        command.SetAction((line, cancellation) =>
        {
            var options = new UpkeepOptions { Retention = Read(line.GetValue(keep) ?? [], keep.Name, line.GetValue(size), size.Name) };
            if (options.Retention.KeepsAll) throw new UsageException($"say what is kept: {keep.Name} flows=30d, {size.Name} 500G");
            IReadOnlyList<Removal> removed = UpkeepQuestion.Do(line.GetRequiredValue(archive), options, upkeep =>
            {
                if (line.GetValue(dry)) return upkeep.PlanRetention();
                List<Removal> gone = [];
                upkeep.Retain(gone.Add, cancellation);
                return gone;
            }, cancellation);
            ReportWriter.Write(Describe(removed), line.GetValue(format), Console.Out);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static Report Describe(IReadOnlyList<Removal> removed) => new(
        Columns, removed.Select(static each => (object?[])[each.HourNs, each.Table, each.Files, each.Bytes, each.Reason == RemovalReason.Age ? "age" : "size"]))
    {
        Totals = ["total", "", ValueText.Of(removed.Sum(static each => each.Files), ValueKind.Number), ValueText.Of(removed.Sum(static each => each.Bytes), ValueKind.Octets), ""],
    };

    private static RetentionPolicy Read(string[] ages, string keepOption, string? size, string sizeOption)
    {
        Dictionary<string, TimeSpan> read = new(StringComparer.Ordinal);
        foreach (string text in ages)
        {
            string[] halves = text.Split('=');
            string[] tables = halves.Length == 1 ? [.. RetentionPolicy.Tables] : [halves[0]];
            if (halves.Length > 2 || !tables.All(RetentionPolicy.Tables.Contains) || !DurationValue.TryParse(halves[^1], out TimeSpan age))
                throw new UsageException($"{keepOption} {text}: want TABLE=AGE such as flows=30d, the table one of {string.Join(", ", RetentionPolicy.Tables)}");
            foreach (string table in tables) read[table] = age;
        }

        long octets = 0;
        if (size is not null && !SizeValue.TryParse(size, out octets)) throw new UsageException($"{sizeOption} {size}: want a number and K, M, G or T, such as 500G");
        return new() { Ages = read, MaxBytes = octets };
    }
}
