using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Commands;
using Weir.App.Composition;
using Weir.App.Operating;
using Weir.App.Output;
using Weir.Capture.AfPacket;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Storage;
using Weir.Storage.Parquet;

namespace Weir.App.Demo;

/// <summary>
/// The main job in one process: an interface is metered, the flows go as IPFIX over UDP to a collector, through its journal into an
/// archive, and the archive is asked.
/// </summary>
internal sealed class DemoRun(string? networkInterface, TimeSpan duration, string archive, TextWriter output)
{
    private const string Loopback = "lo";
    private const int TrafficSeed = 1;

    /// <exception cref="AfPacketException">The interface cannot be captured from.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var collector = new EndpointText("ipfix", new IPEndPoint(IPAddress.Loopback, FreePort()));
        using AfPacketSource source = AfPacketSource.Open(new AfPacketOptions { InterfaceName = networkInterface ?? Loopback });
        output.WriteLine("packets -> flows -> IPFIX over UDP -> journal -> Parquet -> answers");
        output.WriteLine();

        using ParquetArchive opened = ArchiveOption.Open(archive, new());
        CollectingProcess collecting = CollectingPipeline.Create(
            new UdpListenerOptions { Endpoints = [collector.EndPoint] },
            new JournalOptions { Directory = Path.Combine(archive, "journal") },
            new CollectingOptions(),
            opened,
            new DecoderMetrics(),
            NullLogger.Instance);
        using var collectingEnds = new CancellationTokenSource();
        Task collected = collecting.RunAsync(collectingEnds.Token);

        await MeterAsync(source, collector, cancellation);
        await collectingEnds.CancelAsync();
        await collected;
        CollectorStatus status = collecting.Status;
        output.WriteLine($"collected  {status.Datagrams} datagrams, archived {status.ArchivedRecords} records in {archive}");
        Ask(cancellation);
    }

    private async Task MeterAsync(AfPacketSource source, EndpointText collector, CancellationToken cancellation)
    {
        using var meteringEnds = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var plan = new ExportPlan([collector], new TransportFactory()) { ObservationDomain = 1 };
        using ExportingProcess exporting = ExportingPipeline.Create(plan, cancellation);
        using var metering = new MeteringProcess(
            new MeteringOptions(), MeteringArguments.NewHash(), exporting, TimeProvider.System, plan.Paths.Destinations);
        using var gated = new GatedSource(source, static () => true);
        await using CancellationTokenRegistration ending = meteringEnds.Token.Register(gated.End);
        Task<MeteringSummary> metered = Task.Factory.StartNew(
            () => metering.Run(gated, CancellationToken.None), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        if (networkInterface is null)
        {
            output.WriteLine($"metering   {source.Name} for {duration.TotalSeconds:0} s, while clients on 127.0.20.0/24 talk to services on 127.0.10.0/24");
            await new LoopbackTraffic(TrafficSeed).RunAsync(duration, TimeProvider.System, cancellation);
        }
        else
        {
            output.WriteLine($"metering   {source.Name} for {duration.TotalSeconds:0} s");
            await Task.Delay(duration, TimeProvider.System, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await meteringEnds.CancelAsync();
        MeteringSummary summary = await metered;
        output.WriteLine($"metered    {summary.Packets} packets in {summary.Records} flows, {source.Metrics.Drops} packets dropped");
        exporting.Dispose();
        ExportingMetrics sent = exporting.Sessions[0].Metrics;
        output.WriteLine($"exported   {sent.Records} records in {sent.DatagramsSent} IPFIX messages, {sent.BytesSent} octets, to {collector.EndPoint}");
    }

    private void Ask(CancellationToken cancellation)
    {
        using var reader = new ArchiveReader(archive);
        Top(reader, "Top talkers", [FlowColumns.SrcAddr], cancellation);
        Top(reader, "Top services", [FlowColumns.SrcAddr, FlowColumns.SrcPort, FlowColumns.Proto], cancellation);
        output.WriteLine();
        output.WriteLine("Go on asking:");
        output.WriteLine($"  ./weir top   --archive {archive} --by src_addr,dst_port 'tcp'");
        output.WriteLine($"  ./weir flows --archive {archive} -n 10 'dst port 53'");
        output.WriteLine("  ./weir --help");
    }

    private void Top(ArchiveReader reader, string title, Dimension[] dimensions, CancellationToken cancellation)
    {
        output.WriteLine();
        output.WriteLine(title);
        var plan = QueryPlanner.Plan(new TopQuery { Dimensions = dimensions, Count = 6 });
        ReportWriter.Write(TopReport.Of(reader.Run(plan, cancellation), Measure.Bytes, OutputFormat.Table), OutputFormat.Table, output);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
