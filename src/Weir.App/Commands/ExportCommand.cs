using System.CommandLine;
using System.Globalization;
using Weir.App.Composition;
using Weir.Capture.AfPacket;
using Weir.Capture.PcapFile;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;

namespace Weir.App.Commands;

/// <summary><c>weir export</c>: packets to flows to IPFIX.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, int> Schemes = new(TransportFactory.IpfixSchemes, StringComparer.Ordinal);

    public static Command Create()
    {
        var file = new Option<string?>("--read", "-r") { Description = "Capture file (pcap or pcapng) to meter; - is standard input" };
        var live = new Option<string?>("--interface", "-i") { Description = "Interface to meter, until told to stop" };
        var to = new Option<string[]>("--to", "-t") { Description = "Collector: ipfix://HOST:PORT by UDP, ipfix+tcp://, ipfix+tls://, ipfix+dtls://, or ipfix+file:///PATH; repeated, each is sent everything", Required = true };
        var domain = new Option<uint>("--observation-domain") { Description = "Observation domain id in the messages" };
        var pace = new Option<int?>("--pace")
        {
            Description = $"Records a second at most, so that a file does not overrun its collector; 0 is no limit. {PaceOptions.ForFiles.RecordsPerSecond} for files, none for interfaces",
        };
        var metering = new MeteringArguments();
        var transport = new TransportArguments();
        var command = new Command("export", "Meter packets of a file or an interface, and export the flows as IPFIX") { file, live, to, domain, pace };
        metering.AddTo(command);
        transport.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            string? path = line.GetValue(file);
            string? name = line.GetValue(live);
            if (path is null == name is null) throw new UsageException("say what to meter: either -r FILE or -i INTERFACE");
            if (line.GetValue(pace) is < 0) throw new UsageException("--pace: want 0 or more records a second");
            EndpointText[] collectors = [.. line.GetRequiredValue(to).Select(text => EndpointText.Parse(text, "--to", Schemes))];
            MeteringOptions options = metering.Read(line);
            TransportFactory transports = transport.Read(line);
            PaceOptions limit = line.GetValue(pace) is { } records ? new PaceOptions(records) : path is null ? PaceOptions.Off : PaceOptions.ForFiles;
            return Task.FromResult(path is null
                ? MeterInterface(name!, options, collectors, line.GetValue(domain), limit, transports, cancellation)
                : MeterFile(path, options, collectors, line.GetValue(domain), limit, transports, cancellation));
        });
        return command;
    }

    private static int MeterFile(
        string path, MeteringOptions options, EndpointText[] collectors, uint domain, PaceOptions pace, TransportFactory transports, CancellationToken cancellation)
    {
        using CaptureFileSource source = CaptureFile.Open(path);
        using ExportingProcess exporting = ExportingPipeline.Create(collectors, domain, pace, transports, cancellation);
        using var metering = new MeteringProcess(options, MeteringArguments.NewHash(), exporting, TimeProvider.System);
        MeteringSummary summary = metering.Run(source, cancellation);
        Say(summary, exporting);
        return CaptureWarnings.Say(source, summary.End == MeteringEnd.SourceTruncated);
    }

    private static int MeterInterface(
        string name, MeteringOptions options, EndpointText[] collectors, uint domain, PaceOptions pace, TransportFactory transports, CancellationToken cancellation)
    {
        using AfPacketSource source = AfPacketSource.Open(new AfPacketOptions { InterfaceName = name });
        using ExportingProcess exporting = ExportingPipeline.Create(collectors, domain, pace, transports, cancellation);
        using var metering = new MeteringProcess(options, MeteringArguments.NewHash(), exporting, TimeProvider.System, ExportingPipeline.OwnDatagrams(collectors));
        Console.Error.WriteLine($"weir: metering {name}, exporting to {string.Join(", ", exporting.Sessions.Select(session => session.Name))}; Ctrl-C ends");
        MeteringSummary summary = metering.Run(source, cancellation);
        Say(summary, exporting);
        if (source.Metrics.Drops > 0) Console.Error.WriteLine($"weir: warning: the kernel dropped {source.Metrics.Drops} packets that the ring had no room for");
        return ExitCode.Ok;
    }

    private static void Say(MeteringSummary summary, ExportingProcess exporting)
    {
        Console.Error.WriteLine($"weir: {summary.SourceName}: {summary.Packets} packets, {summary.Records} flow records");
        foreach (CollectorSession session in exporting.Sessions)
        {
            ExportingMetrics metrics = session.Metrics;
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"weir: {session.Name}: {metrics.Records} records in {metrics.DatagramsSent} datagrams, {metrics.BytesSent} octets, {metrics.Errors} errors"));
        }
    }
}
