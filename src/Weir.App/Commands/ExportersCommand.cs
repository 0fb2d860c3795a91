using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Storage;

namespace Weir.App.Commands;

/// <summary><c>weir exporters</c>: whom the collector heard, how much and how well, by the archive.</summary>
internal static class ExportersCommand
{
    private const double NanosecondsPerSecond = 1e9;

    private static readonly ReportColumn[] Columns =
    [
        new("exporter", ValueKind.Text), new("protocol", ValueKind.Text), new("domain", ValueKind.Number), new("first", ValueKind.Time), new("last", ValueKind.Time), new("minutes", ValueKind.Number),
        new("messages", ValueKind.Number), new("octets", ValueKind.Octets), new("records", ValueKind.Number), new("lost", ValueKind.Number), new("loss", ValueKind.Share), new("decode_errors", ValueKind.Number),
        new("restarts", ValueKind.Number), new("templates", ValueKind.Number), new("sampling_rate", ValueKind.Number), new("clock_ahead_seconds", ValueKind.Number),
    ];

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        var where = new ArchiveQuestion(place, "Messages received", canAskServer: true);
        var exporter = new ExporterOption("What came of one exporter, by its address");
        var command = new Command("exporters", "Show whom the collector heard, how much came and how much was lost, by the archive") { exporter.Option };
        where.AddTo(command);
        where.Answer(command, (line, cancellation) =>
        {
            IReadOnlyList<ExporterHistory> exporters = where.Ask(line, (reader, limit) => reader.Exporters(where.Range(line), exporter.Of(line), limit), cancellation);
            ReportWriter.Write(new(Columns, exporters.Select(Row)), where.Format(line), line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static object?[] Row(ExporterHistory of) =>
    [
        of.Exporter, of.Protocol, of.ObservationDomainId, of.FirstNs, of.LastNs, of.Minutes,
        of.Messages, (ulong)of.Octets, of.Records, of.Lost, of.LossRatio, of.DecodeErrors,
        of.Restarts, of.Templates, of.SamplingRate, of.ClockAheadNs is { } ahead ? Math.Round(ahead / NanosecondsPerSecond, 3) + 0.0 : null,
    ];
}
