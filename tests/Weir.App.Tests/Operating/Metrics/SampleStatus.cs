using System.Net;
using Weir.App.Configuration.Options;
using Weir.App.Operating;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Exporter.Transport;

namespace Weir.App.Tests.Operating.Metrics;

/// <summary>A status in which everything runs.</summary>
internal static class SampleStatus
{
    public static OperatingStatus Of(params IEnumerable<string> collectors) => new(
        [.. collectors.Select(static name => new CollectorStatusLine(Section(name), new ExportingMetrics(), new TransportMetrics()))],
        [new("eth0", true, true, new InterfaceCounters { Packets = 10, MeteredPackets = 9, RingDrops = 2, FlowsActive = 4, SampledOut = 1, NoRoomPackets = 3, NoRoomOctets = 300 }, 1000, 8, new ExpiryLateness())],
        new CollectorStatus(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
        new DecoderMetrics(),
        DateTimeOffset.UnixEpoch.AddSeconds(1.5))
    { Connections = new(), Tees = [new(new IPEndPoint(IPAddress.Loopback, 2055))] };

    private static CollectorSection Section(string name) => new()
    {
        Name = name,
        EndPoint = new IPEndPoint(IPAddress.Loopback, 4739),
        Protocol = "ipfix",
        Transport = "tcp",
        PollingInterval = default,
        TemplateRefresh = default,
        SubAgentId = 0,
        ObservationDomain = 0,
        Pace = 0,
        Fields = "",
    };
}
