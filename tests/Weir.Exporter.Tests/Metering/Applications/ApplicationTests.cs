using System.Globalization;
using Weir.Exporter.Metering;
using Weir.Exporter.Metering.Applications;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;
using Weir.Wire.Packets;

namespace Weir.Exporter.Tests.Metering.Applications;

public sealed class ApplicationTests
{
    private static readonly byte[] NoProtocol = [0x9B, 0x5E, 0xC1, 0x37, 0xE4, 0x88, 0x6D, 0xB2, 0xF5, 0xA9, 0xD7, 0x93, 0xCE, 0x7B, 0xE1, 0x8F, 0xBC, 0x65, 0xDA, 0xF3, 0x97, 0xAB];

    private readonly ClassifiedFlows _sink = new();

    public ApplicationTests() => Assert.SkipWhen(MeteringProcess.ApplicationsProblem is not null, MeteringProcess.ApplicationsProblem ?? "");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_flow_has_the_application_that_the_librarys_own_reader_finds(bool asBiflows)
    {
        Tool.Require("ndpiReader");
        using var directory = new TemporaryDirectory();
        Tool.Output("ndpiReader", "-q", "-i", RecordedConversations.Path, "-C", directory["flows.csv"]);
        // flow_id, protocol, first_seen, last_seen, duration, src_ip, src_port, dst_ip, dst_port, ndpi_proto_num, …
        Dictionary<Ends, uint> expected = File.ReadLines(directory["flows.csv"]).Skip(1).Select(static line => line.Split(',')).ToDictionary(
            static parts => new Ends(Number(parts[1]), parts[5], Number(parts[6]), parts[7], Number(parts[8])),
            static parts => ApplicationName.OfNdpi((ushort)Number(parts[9].Split('.')[^1])));
        Assert.Equal(9, expected.Count);

        Meter(new() { Applications = new(), Biflow = asBiflows });

        foreach (ClassifiedFlow flow in _sink.Flows)
        {
            uint? wanted = expected.TryGetValue(flow.Of, out uint there) || expected.TryGetValue(flow.Of.Reverse(), out there) ? there : null;
            Assert.Equal((flow.Of, wanted), (flow.Of, flow.Application));
        }

        Assert.All(expected.Keys.Where(static ends => ends.Protocol != IpProtocols.Icmp), ends => Assert.Contains(_sink.Flows, flow => flow.Of == ends || flow.Of == ends.Reverse()));
    }

    [Fact]
    public void Names_are_the_librarys()
    {
        Meter(new() { Applications = new() });
        Assert.Equal(["DNS", "Facebook", "GMail", "Google", "HTTP", "ICMP", "SSH", "TLS"], _sink.Flows.Select(static flow => flow.Name).OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(new ApplicationName(0x1600_0005, "DNS"), MeteringProcess.Applications);
    }

    [Fact]
    public void Unless_asked_for_nothing_is_looked_into()
    {
        MeteringMetrics metrics = Meter(new());
        Assert.All(_sink.Flows, static flow => Assert.Null(flow.Application));
        Assert.Equal(0, metrics.ApplicationPackets);
    }

    [Theory]
    [InlineData(6, 10)]
    [InlineData(17, 5)]
    public void No_more_packets_are_looked_into_than_allowed(byte protocol, int most)
    {
        byte[] frame = protocol == IpProtocols.Tcp
            ? FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Tcp(50_001, 50_002).Octets(NoProtocol).Build()
            : FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(50_001, 50_002).Octets(NoProtocol).Build();
        MeteringMetrics metrics = Meter(new() { Applications = new() { MaxTcpPackets = 10, MaxOtherPackets = 5 } }, [.. Enumerable.Repeat(frame, 100)]);
        Assert.Equal((most, 0, 1), (metrics.ApplicationPackets, metrics.ApplicationsKnown, metrics.ApplicationsUnknown));
    }

    [Fact]
    public void Conversations_beyond_the_limit_are_counted_and_not_looked_into()
    {
        byte[][] frames = [.. Enumerable.Range(1, 100).Select(static port => FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp((ushort)(40_000 + port), 50_002).Octets(NoProtocol).Build())];
        MeteringMetrics metrics = Meter(new() { Applications = new() { MaxPending = 10 } }, frames);
        Assert.Equal((10, 90), (metrics.ApplicationPackets, metrics.ApplicationNoRoom));
    }

    [Fact]
    public void What_is_decided_holds_no_state_and_what_is_old_is_forgotten()
    {
        var metrics = new MeteringMetrics();
        using var table = new ApplicationTable(new(), new() { MaxFlows = 100 }, metrics);
        for (int i = 0; i < 1000; i++)
        {
            Observe(table, FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp((ushort)(40_000 + i), 50_002).Octets(NoProtocol).Build(), i);
            Assert.InRange(table.Count, 1, 101);
            Assert.InRange(table.Pending, 1, 101);
        }

        // Two lives later nobody is left but who came since.
        for (int i = 1; i < 4; i++) Observe(table, FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(1, 50_002).Octets(NoProtocol).Build(), i * 130_000_000_000);
        Assert.Equal(1, table.Count);
        Assert.InRange(table.Pending, 0, 1);
    }

    [Fact]
    public void A_connection_anew_between_the_same_ports_is_classified_anew()
    {
        byte[][] frames = RecordedConversations.Frames();
        MeteringMetrics metrics = Meter(new() { Applications = new() }, [.. frames, .. frames]);
        // TCP begins with SYN; the two DNS queries and the echoes go on as they were.
        Assert.Equal(9 + 6, metrics.ApplicationsKnown);
    }

    [Fact]
    public void Octets_that_were_cut_or_changed_on_the_way_do_no_harm()
    {
        var random = new Random(1);
        byte[][] frames = RecordedConversations.Frames();
        byte[][] hostile = [.. Enumerable.Range(0, 50_000).Select(_ =>
        {
            byte[] frame = [.. frames[random.Next(frames.Length)]];
            for (int i = random.Next(4); i > 0; i--) frame[random.Next(14, frame.Length)] = (byte)random.Next(256);
            return random.Next(4) == 0 ? frame[..random.Next(34, frame.Length)] : frame;
        })];
        Meter(new() { Applications = new() }, hostile);
    }

    [Fact]
    public void A_packet_of_a_known_application_allocates_nothing()
    {
        var metrics = new MeteringMetrics();
        using var table = new ApplicationTable(new(), new(), metrics);
        byte[] frame = FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(50_001, 50_002).Octets(NoProtocol).Build();
        Look();
        AllocationBudget.Check("exporter/metering: a packet of a known application", Look);

        void Look()
        {
            for (int i = 0; i < 100; i++) Observe(table, frame, i);
        }
    }

    private MeteringMetrics Meter(MeteringOptions options, byte[][]? frames = null)
    {
        using var process = new MeteringProcess(options, new FlowKeyHash(1), _sink, TimeProvider.System);
        using var source = new FrameSource(PacketReadStatus.End, frames ?? RecordedConversations.Frames());
        process.Run(source, TestContext.Current.CancellationToken);
        return process.Metrics;
    }

    private static unsafe void Observe(ApplicationTable table, byte[] frame, long timeNs)
    {
        fixed (byte* octets = frame)
        {
            var packet = new CapturedPacket { Data = octets, CapturedLength = frame.Length, WireLength = frame.Length, LinkType = LinkType.Ethernet, TimeNs = timeNs };
            PacketFields fields = default;
            if (PacketParser.Parse(packet.Octets, packet.WireLength, packet.LinkType, false, 0, ref fields) == PacketParseResult.Ip) table.Observe(in packet, in fields);
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
