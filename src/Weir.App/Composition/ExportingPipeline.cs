using System.Net.Sockets;
using Weir.App.Commands;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Sampling;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>Puts the exporting process together: one session for each collector.</summary>
internal static class ExportingPipeline
{
    /// <summary>The schemes of collectors, each with the port that IANA or habit gives it.</summary>
    public static IReadOnlyDictionary<string, int> Schemes { get; } = new Dictionary<string, int>(TransportFactory.IpfixSchemes, StringComparer.Ordinal)
    {
        ["netflow9"] = 2055,
        ["netflow5"] = 2055,
        ["sflow"] = 6343,
    };

    public static ExportingProcess Create(ExportPlan plan, CancellationToken cancellation, ReportSources? reports = null) => new(
        plan.Collectors.Select(collector =>
        {
            ITransport transport = Open(plan, collector);
            var options = new CollectorOptions
            {
                Name = collector.Name,
                Protocol = ProtocolOf(collector.Scheme),
                ObservationDomainId = plan.ObservationDomain,
                Columns = plan.Columns,
                AgentAddress = transport is UdpTransport udp ? IpAddress.From(udp.LocalEndPoint.Address) : default,
            };
            return new CollectorSession(options, transport, TimeProvider.System, reports, new StderrLogger());
        }),
        new ExportingOptions { Pace = plan.Pace, Queue = plan.Queue, Distribution = plan.Distribution },
        TimeProvider.System,
        new StderrLogger(),
        hurry: cancellation);

    /// <summary>Offers the packets of a source to a sampler as well, where there is a collector that is sent samples.</summary>
    /// <param name="source">The packets.</param>
    /// <param name="exporting">Its collectors.</param>
    /// <param name="rate">Packets for each sample.</param>
    /// <param name="pace">How fast samples may leave, counted as records.</param>
    /// <param name="hurry">Told to stop, samples no longer wait.</param>
    public static IPacketSource Sampled(IPacketSource source, ExportingProcess exporting, uint rate, PaceOptions pace = default, CancellationToken hurry = default) =>
        exporting.Sessions.Any(session => session.Options.Protocol == ExportProtocol.SFlow)
            ? new SampledSource(source, new HeaderSampler(rate, HeaderSampler.DefaultHeaderOctets, Paced(new SampleBroadcast(exporting.Sessions), pace, hurry)))
            : source;

    private static IPacketSampleSink Paced(IPacketSampleSink sink, PaceOptions pace, CancellationToken hurry) =>
        pace.RecordsPerSecond == 0 ? sink : new PacedSamples(sink, pace, TimeProvider.System, pause => hurry.WaitHandle.WaitOne(pause));

    private static ITransport Open(ExportPlan plan, EndpointText collector)
    {
        try
        {
            return (plan.Transports with { UsesPath = plan.Paths.Add().Use }).Open(collector);
        }
        catch (Exception e) when (e is TransportException or IOException or UnauthorizedAccessException or SocketException)
        {
            throw new UsageException($"--to {collector.Name}: {e.Message}");
        }
    }

    /// <summary>What a scheme speaks; how it travels stands behind a plus.</summary>
    public static ExportProtocol ProtocolOf(string scheme) => scheme.Split('+')[0] switch
    {
        "ipfix" => ExportProtocol.Ipfix,
        "netflow9" => ExportProtocol.NetFlow9,
        "netflow5" => ExportProtocol.NetFlow5,
        "sflow" => ExportProtocol.SFlow,
        _ => throw new UsageException($"no protocol is called {scheme}"),
    };
}

/// <summary>Where records go, and how.</summary>
/// <param name="Collectors">Each is sent everything, or its share.</param>
/// <param name="Transports">How messages travel.</param>
internal sealed record ExportPlan(EndpointText[] Collectors, TransportFactory Transports)
{
    /// <summary>The paths to them, which metering must leave out, or exporting would feed itself.</summary>
    public OwnPaths Paths { get; } = new();

    public uint ObservationDomain { get; init; }

    public PaceOptions Pace { get; init; }

    /// <summary>What collectors of IPFIX and NetFlow v9 are sent.</summary>
    public IReadOnlyList<FlowColumn> Columns { get; init; } = ExportTemplate.DefaultColumns;

    /// <summary>What may wait for each collector.</summary>
    public FlowQueueOptions Queue { get; init; } = FlowQueueOptions.Live;

    /// <summary>Which collectors get which records.</summary>
    public Distribution Distribution { get; init; }

    /// <summary>Packets for each one that sFlow collectors are sent.</summary>
    public uint SFlowRate { get; init; } = 1;
}
