using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Weir.Capture.AfPacket;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.AfPacket;

/// <summary>Live capture in a namespace of its own, where nothing moves but what the test sends.</summary>
public sealed class AfPacketSourceTests
{
    private const int RingOctets = 4 << 20;

    /// <summary>Longer than any delay that a loaded machine has; a test that passes never waits for it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>One captured packet, kept.</summary>
    private sealed record Seen(string Octets, int WireLength, long TimeNs, bool IsOutgoing, int? VlanTci, uint InterfaceIndex);

    [Fact]
    public void Every_packet_sent_is_captured_once_in_order_and_whole() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        using AfPacketSource source = Open("right");
        using FrameSender sender = new("left");
        byte[][] frames = [.. Enumerable.Range(0, 2000).Select(Frame)];
        long before = NowNs();
        foreach (byte[] frame in frames) sender.Send(frame);
        List<Seen> seen = Read(source, frames.Length);
        Assert.Equal(frames.Select(Convert.ToHexString), seen.Select(static packet => packet.Octets));
        Assert.All(seen, packet => Assert.InRange(packet.TimeNs, before, NowNs()));
        Assert.All(seen, static packet => Assert.Equal(packet.Octets.Length / 2, packet.WireLength));
        Assert.All(seen, static packet => Assert.False(packet.IsOutgoing));
        Assert.Single(seen.DistinctBy(static packet => packet.InterfaceIndex));
        Assert.Equal(new AfPacketMetrics(frames.Length, 0, 0), source.Metrics);
        Assert.Equal(PacketReadStatus.Idle, source.Read(new PacketBatch()));
    });

    [Fact]
    public void A_tag_that_the_kernel_took_out_is_handed_beside_the_frame() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        using AfPacketSource source = Open("right");
        using FrameSender sender = new("left");
        sender.Send(FrameBuilder.Ethernet().Vlan(100, priority: 3).Vlan(200).Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(40).Build());
        sender.Send(Frame(1));
        PacketBatch batch = new();
        List<PacketFields> parsed = [];
        for (long start = Stopwatch.GetTimestamp(); parsed.Count < 2 && Stopwatch.GetElapsedTime(start) < Patience;)
        {
            source.Read(batch);
            for (int i = 0; i < batch.Count; i++)
            {
                ref CapturedPacket packet = ref batch[i];
                PacketFields fields = default;
                Assert.Equal(
                    PacketParseResult.Ip,
                    PacketParser.Parse(packet.Octets, packet.WireLength, packet.LinkType, packet.HasVlanTci, packet.VlanTci, ref fields));
                parsed.Add(fields);
            }
        }

        Assert.Equal([(100, 200), (0, 0)], parsed.Select(static fields => ((int)fields.VlanId, (int)fields.InnerVlanId)));
        Assert.Equal(68u, parsed[0].IpLength);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Packets_that_leave_are_marked_or_left_out(bool ignoreOutgoing) => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        // A queue begins to work some time after its interface came up, and drops what is sent before: none, then.
        PrivateNetwork.Ip("link set left txqueuelen 0");
        using AfPacketSource source = Open("left", ignoreOutgoing);
        using FrameSender leaving = new("left", bypassesQueue: false), arriving = new("right");
        leaving.Send(Frame(1));
        arriving.Send(Frame(2));
        List<Seen> seen = Read(source, ignoreOutgoing ? 1 : 2);
        Assert.Equal(ignoreOutgoing ? [false] : [true, false], seen.Select(static packet => packet.IsOutgoing));
    });

    [Fact]
    public void Packets_on_the_loopback_are_captured_once() => InPrivateNetwork(() =>
    {
        using AfPacketSource source = Open("lo");
        using Socket receiver = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket sender = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        for (int i = 0; i < 20; i++) sender.SendTo(new byte[50], receiver.LocalEndPoint!);
        Assert.Equal(20, Read(source, 20).Count);
        Assert.Equal(PacketReadStatus.Idle, source.Read(new PacketBatch()));
    });

    [Theory]
    [InlineData("not port 22", new[] { 1, 4 })]
    [InlineData("vlan 100", new[] { 3, 4 })]
    [InlineData("vlan 100 and port 22", new[] { 3 })]
    [InlineData("udp dst port 23 or (vlan and udp dst port 23)", new[] { 1, 4 })]
    [InlineData("inbound", new[] { 1, 2, 3, 4 })]
    public void Only_packets_that_pass_the_filter_come_also_by_the_tag_that_the_kernel_took_out(string filter, int[] passed) => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        using AfPacketSource source = AfPacketSource.Open(new() { InterfaceName = "right", Filter = filter, RingOctets = RingOctets });
        using FrameSender sender = new("left");
        sender.Send(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", id: 1).Udp(1, 23).Payload(40).Build());
        sender.Send(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2", id: 2).Udp(1, 22).Payload(40).Build());
        sender.Send(FrameBuilder.Ethernet().Vlan(100).Ipv4("10.0.0.1", "10.0.0.2", id: 3).Udp(1, 22).Payload(40).Build());
        sender.Send(FrameBuilder.Ethernet().Vlan(100).Ipv4("10.0.0.1", "10.0.0.2", id: 4).Udp(1, 23).Payload(40).Build());
        Assert.Equal(passed, Read(source, 4, stopWhenIdle: true).Select(static packet => Convert.ToInt32(packet.Octets[36..40], 16)));
    });

    [Fact]
    public void Packets_that_offload_joined_say_so() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        using AfPacketSource source = Open("right");
        using FrameSender sender = new("left");
        byte[] frame = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Tcp(1, 2).Payload(20_000).Build();
        sender.SendJoined(frame, 1400);
        sender.Send(Frame(1));
        PacketBatch batch = new();
        List<(int Length, int SegmentSize)> seen = [];
        for (long start = Stopwatch.GetTimestamp(); seen.Count < 2 && Stopwatch.GetElapsedTime(start) < Patience;)
        {
            source.Read(batch);
            for (int i = 0; i < batch.Count; i++)
            {
                seen.Add((batch[i].WireLength, batch[i].SegmentSize));
                if (batch[i].SegmentSize != 0) Assert.Equal(IpProtocols.Tcp, batch[i].SegmentProtocol);
                Assert.Equal(batch[i].WireLength, batch[i].CapturedLength);
            }
        }

        Assert.Equal([(frame.Length, 1400), (Frame(1).Length, 0)], seen);
    });

    [Fact]
    public void What_a_full_ring_could_not_take_is_counted() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        using AfPacketSource source = Open("right", ringOctets: 2 << 20);
        using FrameSender sender = new("left");
        byte[] frame = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(1400).Build();
        const int Sent = 4000;
        for (int i = 0; i < Sent; i++) sender.Send(frame);
        int delivered = Read(source, Sent, stopWhenIdle: true).Count;
        AfPacketMetrics metrics = source.Metrics;
        Assert.InRange(delivered, 1, Sent - 1);
        Assert.Equal((Sent, Sent - delivered), (metrics.Packets, metrics.Drops));
        Assert.True(metrics.Freezes > 0);
        sender.Send(frame);
        Assert.Single(Read(source, 1));
        Assert.Equal(Sent + 1, source.Metrics.Packets);
    });

    [Fact]
    public void A_reader_ends_when_another_thread_disposes() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        AfPacketSource source = Open("right");
        PacketReadStatus status = PacketReadStatus.Packets;
        using ManualResetEventSlim isReading = new();
        Thread reader = new(() =>
        {
            PacketBatch batch = new();
            do
            {
                status = source.Read(batch);
                isReading.Set();
            }
            while (status is PacketReadStatus.Idle or PacketReadStatus.Packets);
        });
        reader.Start();
        Assert.True(isReading.Wait(Patience, TestContext.Current.CancellationToken));
        source.Dispose();
        Assert.True(reader.Join(Patience));
        Assert.Equal(PacketReadStatus.End, status);
        source.Dispose();
        Assert.Equal(PacketReadStatus.End, source.Read(new PacketBatch()));
        Assert.Equal(0, source.Metrics.Drops);
    });

    [Fact]
    public void An_interface_that_goes_down_is_quiet_and_one_that_goes_away_ends() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        using AfPacketSource source = Open("right");
        using FrameSender sender = new("left");
        PacketBatch batch = new();
        PrivateNetwork.Ip("link set right down");
        Assert.Equal(PacketReadStatus.Idle, source.Read(batch));
        Assert.Equal(PacketReadStatus.Idle, source.Read(batch));
        PrivateNetwork.Ip("link set right up");
        sender.Send(Frame(1));
        Assert.Single(Read(source, 1));
        PrivateNetwork.Ip("link del left");
        PacketReadStatus status = PacketReadStatus.Idle;
        for (int i = 0; i < 10 && status == PacketReadStatus.Idle; i++) status = source.Read(batch);
        Assert.Equal(PacketReadStatus.End, status);
    });

    [Fact]
    public void Reading_allocates_nothing() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        using AfPacketSource source = Open("right");
        using FrameSender sender = new("left");
        byte[] frame = Frame(1);
        PacketBatch batch = new();
        int packets = 0;
        void SendAndRead()
        {
            for (int i = 0; i < 1000; i++) sender.Send(frame);
            packets = 0;
            for (long start = Stopwatch.GetTimestamp(); packets < 1000 && Stopwatch.GetElapsedTime(start) < Patience;)
            {
                source.Read(batch);
                packets += batch.Count;
            }
        }

        SendAndRead();
        AllocationBudget.Check("capture/afpacket: read a batch", SendAndRead);
        Assert.Equal(1000, packets);
    });

    private static byte[] Frame(int number) => FrameBuilder.Ethernet()
        .Ipv4("10.0.0.1", "10.0.0.2", id: (ushort)number).Udp(1, 2).Payload(20 + number % 1000).Build();

    private static AfPacketSource Open(string name, bool ignoreOutgoing = false, int ringOctets = RingOctets) => AfPacketSource.Open(
        new() { InterfaceName = name, IgnoreOutgoing = ignoreOutgoing, RingOctets = ringOctets });

    private static long NowNs() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100 + 99;

    private static void InPrivateNetwork(Action test)
    {
        if (PrivateNetwork.Obstacle is { } obstacle) Assert.Skip(obstacle);
        PrivateNetwork.Run(test);
    }

    private static List<Seen> Read(AfPacketSource source, int count, bool stopWhenIdle = false)
    {
        List<Seen> seen = [];
        PacketBatch batch = new();
        for (long start = Stopwatch.GetTimestamp(); seen.Count < count && Stopwatch.GetElapsedTime(start) < Patience;)
        {
            PacketReadStatus status = source.Read(batch);
            if (status == PacketReadStatus.Idle && stopWhenIdle) break;
            for (int i = 0; i < batch.Count; i++)
            {
                ref CapturedPacket packet = ref batch[i];
                Assert.Equal(LinkType.Ethernet, packet.LinkType);
                seen.Add(new(
                    Convert.ToHexString(packet.Octets), packet.WireLength, packet.TimeNs, packet.IsOutgoing,
                    packet.HasVlanTci ? packet.VlanTci : null, packet.InterfaceIndex));
            }
        }

        return seen;
    }
}
