using System.CommandLine;
using System.Globalization;
using Weir.App.Composition;
using Weir.Capture.PcapFile;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Commands;

/// <summary><c>weir export</c>: packets to flows to IPFIX.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, int> Schemes = new(StringComparer.Ordinal) { ["ipfix"] = 4739 };

    public static Command Create()
    {
        var file = new Option<string?>("--read", "-r") { Description = "Capture file (pcap or pcapng) to meter; - is standard input" };
        var live = new Option<string[]>("--interface", "-i") { Description = "Interface to meter, until told to stop; may be repeated" };
        var workers = new Option<int>("--workers") { Description = "Threads for each interface, among which its packets are divided", DefaultValueFactory = _ => 1 };
        var to = new Option<string[]>("--to", "-t") { Description = "Collector: ipfix://HOST:PORT; repeated, each is sent everything", Required = true };
        var domain = new Option<uint>("--observation-domain") { Description = "Observation domain id in the messages" };
        var pace = new Option<int?>("--pace")
        {
            Description = $"Records a second at most, so that a file does not overrun its collector; 0 is no limit. {PaceOptions.ForFiles.RecordsPerSecond} for files, none for interfaces",
        };
        var metering = new MeteringArguments();
        Argument<string[]> filter = FilterArgument.Create();
        var command = new Command("export", "Meter packets of a file or an interface, and export the flows as IPFIX over UDP") { file, live, workers, to, domain, pace, filter };
        metering.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            string? path = line.GetValue(file);
            string[] names = line.GetValue(live) ?? [];
            if (path is null == (names.Length == 0)) throw new UsageException("say what to meter: either -r FILE or -i INTERFACE");
            if (line.GetValue(pace) is < 0) throw new UsageException("--pace: want 0 or more records a second");
            EndpointText[] collectors = [.. line.GetRequiredValue(to).Select(text => EndpointText.Parse(text, "--to", Schemes))];
            MeteringOptions options = metering.Read(line);
            PaceOptions limit = line.GetValue(pace) is { } records ? new PaceOptions(records) : path is null ? PaceOptions.Off : PaceOptions.ForFiles;
            string? expression = FilterArgument.Read(line.GetValue(filter));
            return Task.FromResult(path is null
                ? MeterInterfaces(names, line.GetValue(workers), expression, options, collectors, line.GetValue(domain), limit, cancellation)
                : MeterFile(path, expression, options, collectors, line.GetValue(domain), limit, cancellation));
        });
        return command;
    }

    private static int MeterFile(
        string path, string? filter, MeteringOptions options, EndpointText[] collectors, uint domain, PaceOptions pace, CancellationToken cancellation)
    {
        using CaptureFileSource source = CaptureFile.Open(path);
        using IPacketSource packets = FilterArgument.Apply(filter, source, cancellation);
        using ExportingProcess exporting = ExportingPipeline.Create(collectors, domain, pace, cancellation);
        using var metering = new MeteringProcess(options, MeteringArguments.NewHash(), exporting, TimeProvider.System);
        MeteringSummary summary = metering.Run(packets, cancellation);
        Say([summary], exporting);
        return CaptureWarnings.Say(source, summary.End == MeteringEnd.SourceTruncated);
    }

    private static int MeterInterfaces(
        string[] names, int workers, string? filter, MeteringOptions options, EndpointText[] collectors, uint domain, PaceOptions pace, CancellationToken cancellation)
    {
        using LiveMetering live = LiveMetering.Open(names, workers, filter);
        using ExportingProcess exporting = ExportingPipeline.Create(collectors, domain, pace, cancellation);
        Console.Error.WriteLine($"weir: metering {string.Join(", ", names)}, exporting to {string.Join(", ", exporting.Sessions.Select(session => session.Name))}; Ctrl-C ends");
        IReadOnlyList<MeteringSummary> summaries = live.Run(options, exporting, ExportingPipeline.OwnDatagrams(collectors), cancellation);
        Say(summaries, exporting);
        live.SayDrops();
        return ExitCode.Ok;
    }

    private static void Say(IEnumerable<MeteringSummary> summaries, ExportingProcess exporting)
    {
        foreach (MeteringSummary summary in summaries)
            Console.Error.WriteLine($"weir: {summary.SourceName}: {summary.Packets} packets, {summary.Records} flow records");
        foreach (CollectorSession session in exporting.Sessions)
        {
            ExportingMetrics metrics = session.Metrics;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"weir: {session.Name}: {metrics.Records} records in {metrics.DatagramsSent} datagrams, {metrics.BytesSent} octets, {metrics.Errors} errors"));
        }
    }
}
