using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering;

public sealed class TunnelModeTests
{
    private static readonly byte[] Tunnelled =
        FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Ipv4("10.1.1.1", "10.1.1.2").Udp(1111, 2222).Payload(8).Build();

    private static readonly byte[] Plain = FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(1, 2).Build();

    [Theory]
    [InlineData(TunnelMode.Outer, "4:300x56 6:100x40", 400)]
    [InlineData(TunnelMode.Inner, "6:100x40 17:300x36", 400)]
    [InlineData(TunnelMode.Both, "4:300x56 6:100x40 17:300x36", 700)]
    public void The_packets_asked_for_are_metered(TunnelMode mode, string flows, long metered)
    {
        RecordingSink sink = new();
        using var process = new MeteringProcess(new() { Tunnels = mode }, new FlowKeyHash(1), sink, new ManualClock());
        byte[][] frames = [.. Enumerable.Range(0, 400).Select(static i => i % 4 == 0 ? Plain : Tunnelled)];
        using var source = new FrameSource(PacketReadStatus.End, frames);
        process.Run(source, TestContext.Current.CancellationToken);
        Assert.Equal(flows, string.Join(' ', sink.Rows.OrderBy(row => row.Protocol).Select(row => $"{row.Protocol}:{row.Packets}x{row.Bytes / row.Packets}")));
        Assert.Equal((400L, metered, (long)sink.Rows.Sum(row => (decimal)row.Bytes)), (process.Metrics.Packets, process.Metrics.MeteredPackets, process.Metrics.MeteredOctets));
    }
}
