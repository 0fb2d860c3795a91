using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Storage;
using Weir.Storage.DuckDb;
using Weir.Storage.Upkeep;

namespace Weir.App.Commands;

/// <summary><c>weir archive info</c>: what an archive holds.</summary>
internal static class ArchiveInfoCommand
{
    private static readonly ReportColumn[] Columns =
    [
        new("table", ValueKind.Text), new("days", ValueKind.Number), new("hours", ValueKind.Number), new("files", ValueKind.Number), new("compact", ValueKind.Number),
        new("rows", ValueKind.Count), new("bytes", ValueKind.Octets), new("bytes_row", ValueKind.Text), new("oldest", ValueKind.Time), new("newest", ValueKind.Time),
    ];

    public static Command Create()
    {
        Option<string> archive = ArchiveOption.Create();
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var command = new Command("info", "Show the tables of an archive: files, rows, octets, oldest and newest hour") { archive, format };
        command.SetAction((line, cancellation) =>
        {
            try
            {
                ReportWriter.Write(Describe(ArchiveSummary.Of(line.GetRequiredValue(archive), cancellation)), line.GetValue(format), Console.Out);
                return Task.FromResult(ExitCode.Ok);
            }
            catch (Exception failure) when (failure is ArchiveNotFoundException or DuckDbException or IOException)
            {
                throw new RunException(failure.Message);
            }
        });
        return command;
    }

    private static Report Describe(IReadOnlyList<ArchiveSummary> tables) => new(Columns, tables.Select(static table => (object?[])
    [
        table.Table, table.Days, table.Hours, table.Files, table.CompactFiles, table.Rows, table.Bytes,
        table.Rows == 0 ? null : Math.Round((double)table.Bytes / table.Rows, 2).ToString(System.Globalization.CultureInfo.InvariantCulture), table.OldestNs, table.NewestNs,
    ]));
}
