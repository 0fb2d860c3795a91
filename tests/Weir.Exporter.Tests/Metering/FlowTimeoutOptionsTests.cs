using Weir.Exporter.Metering;

namespace Weir.Exporter.Tests.Metering;

public sealed class FlowTimeoutOptionsTests
{
    [Fact]
    public void Names_and_times_of_softflowd_are_taken()
    {
        FlowTimeoutOptions options = new();
        foreach (string text in new[] { "tcp=1", "tcp.rst=2s", "tcp.fin=3m", "udp=4h", "icmp=5d", "general=6w", "maxlife=0", "expint=9" })
            Assert.Null(FlowTimeoutOptions.TryAdd(text, options, out options));
        Assert.Equal(
            new FlowTimeoutOptions
            {
                Tcp = TimeSpan.FromSeconds(1),
                TcpReset = TimeSpan.FromSeconds(2),
                TcpFinished = TimeSpan.FromMinutes(3),
                Udp = TimeSpan.FromHours(4),
                Icmp = TimeSpan.FromDays(5),
                General = TimeSpan.FromDays(42),
                MaxLife = TimeSpan.Zero,
            },
            options);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("udp=")]
    [InlineData("udp=-1")]
    [InlineData("udp=1y")]
    [InlineData("udp=99999999999999999999")]
    [InlineData("udp=9999999w")]
    [InlineData("UDP=1")]
    [InlineData("tcp.syn=1")]
    public void What_is_wrong_is_said(string text)
    {
        FlowTimeoutOptions before = new() { Tcp = TimeSpan.FromSeconds(7) };
        Assert.Contains(text.Split('=')[0], FlowTimeoutOptions.TryAdd(text, before, out FlowTimeoutOptions after), StringComparison.Ordinal);
        Assert.Same(before, after);
    }

    [Fact]
    public void Each_protocol_and_each_end_has_its_own_timeout()
    {
        RecordingSink sink = new();
        MeteringOptions options = new()
        {
            ActiveTimeout = null,
            ByProtocol = new()
            {
                Tcp = TimeSpan.FromSeconds(50),
                TcpReset = TimeSpan.FromSeconds(2),
                TcpFinished = TimeSpan.FromSeconds(4),
                Udp = TimeSpan.FromSeconds(20),
                Icmp = TimeSpan.FromSeconds(10),
                MaxLife = TimeSpan.FromSeconds(60),
            },
        };
        using FlowTable table = new(options, new FlowKeyHash(1), sink, new MeteringMetrics());
        Observation other = Packet.Udp(Packet.Start, 9);
        other.Fields.Protocol = 47;
        other.Fields.Parts = 0;
        table.Update([
            Packet.Tcp(Packet.Start, 1), Packet.Tcp(Packet.Start, 2, flags: Packet.Fin), Packet.Tcp(Packet.Start, 3, flags: Packet.Rst),
            Packet.Udp(Packet.Start, 4), Packet.Icmpv6(Packet.Start, 128, 0), other,
        ]);
        for (int second = 1; second <= 70; second++)
        {
            if (second % 10 == 0) table.Update([Packet.Tcp(Packet.Start + second * Packet.Second, 8)]);
            table.Advance(Packet.Start + second * Packet.Second);
        }

        Assert.Equal(
            [("RST", 2L), ("FIN", 4L), ("icmp", 10L), ("other", 15L), ("udp", 20L), ("tcp", 50L), ("maxlife", 70L)],
            sink.Rows.Select(row => (Name(row), (row.Received - Packet.Start) / Packet.Second)));
    }

    private static string Name(FlowRow row) => row.Protocol switch
    {
        6 when row.Packets > 1 => "maxlife",
        6 when (row.TcpFlags & Packet.Rst) != 0 => "RST",
        6 when (row.TcpFlags & Packet.Fin) != 0 => "FIN",
        6 => "tcp",
        17 => "udp",
        58 => "icmp",
        _ => "other",
    };
}
