using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Storage;

namespace Weir.App.Commands;

/// <summary><c>weir counters</c>: how much passed the interfaces of exporters, by the counters that they told.</summary>
internal static class CountersCommand
{
    private static readonly ReportColumn[] Columns =
    [
        new("exporter", ValueKind.Text), new("if_index", ValueKind.Number), new("last", ValueKind.Time), new("speed", ValueKind.Count),
        new("in_bits_per_second", ValueKind.Count), new("in_use", ValueKind.Share), new("in_packets_per_second", ValueKind.Count), new("in_discards", ValueKind.Number), new("in_errors", ValueKind.Number),
        new("out_bits_per_second", ValueKind.Count), new("out_use", ValueKind.Share), new("out_packets_per_second", ValueKind.Count), new("out_discards", ValueKind.Number), new("out_errors", ValueKind.Number),
        new("samples", ValueKind.Number),
    ];

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        var where = new ArchiveQuestion(place, "Counters received", canAskServer: true);
        var exporter = new ExporterOption("Interfaces of one exporter, by its address");
        var command = new Command("counters", "Show the rates of exporters' interfaces, by the counters that they sent by sFlow, IPFIX or NetFlow v9") { exporter.Option };
        where.AddTo(command);
        where.Answer(command, (line, cancellation) =>
        {
            IReadOnlyList<InterfaceRates> interfaces = where.Ask(line, (reader, limit) => reader.Counters(where.Range(line), exporter.Of(line), limit), cancellation);
            ReportWriter.Write(new(Columns, interfaces.Select(Row)), where.Format(line), line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static object?[] Row(InterfaceRates of) =>
    [
        of.Exporter, (ulong)of.Interface, of.LastNs, of.Speed,
        Whole(of.In.BitsPerSecond), of.In.UseOf(of.Speed), Whole(of.In.PacketsPerSecond), of.In.Discards, of.In.Errors,
        Whole(of.Out.BitsPerSecond), of.Out.UseOf(of.Speed), Whole(of.Out.PacketsPerSecond), of.Out.Discards, of.Out.Errors,
        Math.Max(of.In.Samples, of.Out.Samples),
    ];

    private static double? Whole(double? rate) => rate is { } known ? Math.Round(known) : null;
}
