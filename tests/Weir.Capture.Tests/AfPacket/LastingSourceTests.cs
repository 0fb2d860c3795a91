using System.Diagnostics;
using Weir.Capture.AfPacket;
using Weir.Flows.Pipeline;
using Weir.Testing.Networks;
using Weir.Testing.Packets;

namespace Weir.Capture.Tests.AfPacket;

public sealed class LastingSourceTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly byte[] Frame = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(40).Build();

    [Fact]
    public void An_interface_that_goes_down_and_away_and_comes_back_is_captured_again() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        List<string> said = [];
        using LastingSource source = LastingSource.Open(
            new() { InterfaceName = "right", RingOctets = 2 << 20, Filter = "udp", FanoutGroup = 7 }, TimeProvider.System, said.Add);
        Assert.NotEqual(0u, ReceiveOne(source));
        PrivateNetwork.Ip("link set right down");
        Assert.Equal(PacketReadStatus.Idle, source.Read(new PacketBatch()));
        PrivateNetwork.Ip("link set right up");
        ReceiveOne(source);
        PrivateNetwork.Ip("link del left");
        PacketBatch batch = new();
        ReadUntil(source, batch, () => said.Exists(static line => line.Contains("gone", StringComparison.Ordinal)));
        Assert.Equal(PacketReadStatus.Idle, source.Read(batch));
        PrivateNetwork.Cable("left", "right");
        ReadUntil(source, batch, () => source.Reopenings == 1);
        Assert.NotEqual(0u, ReceiveOne(source));
        Assert.Equal(["down", "up", "gone", "back"], said.Select(static line => new[] { "down", "up", "gone", "back" }.First(
            word => line.Contains(word + ' ', StringComparison.Ordinal) || line.Contains(word + ';', StringComparison.Ordinal) || line.Contains(word + '.', StringComparison.Ordinal)))
            // Before an interface goes away it may be seen to go down once more.
            .Distinct());
        Assert.Equal(3, source.Metrics.Packets);
        source.Dispose();
        Assert.Equal(PacketReadStatus.End, source.Read(batch));
    });

    [Fact]
    public void Sources_of_one_group_divide_packets_by_flow_and_each_packet_comes_once() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Cable("left", "right");
        AfPacketOptions options = new() { InterfaceName = "right", RingOctets = 2 << 20, FanoutGroup = 9 };
        using AfPacketSource one = AfPacketSource.Open(options), other = AfPacketSource.Open(options);
        using FrameSender sender = new("left");
        for (int i = 0; i < 1000; i++)
            sender.Send(FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp((ushort)(1 + i % 100), 53).Payload(20).Build());
        int[] ofOne = Ports(one), ofOther = Ports(other);
        Assert.Equal(1000, ofOne.Length + ofOther.Length);
        Assert.NotEmpty(ofOne);
        Assert.NotEmpty(ofOther);
        Assert.Empty(ofOne.Intersect(ofOther));
        Assert.Equal((ofOne.Length, ofOther.Length), (one.Metrics.Packets, other.Metrics.Packets));
    });

    private static int[] Ports(AfPacketSource source)
    {
        List<int> ports = [];
        PacketBatch batch = new();
        while (source.Read(batch) == PacketReadStatus.Packets)
        {
            for (int i = 0; i < batch.Count; i++) ports.Add(batch[i].Octets[34] << 8 | batch[i].Octets[35]);
        }

        return [.. ports];
    }

    private static uint ReceiveOne(LastingSource source)
    {
        using FrameSender sender = new("left");
        sender.Send(Frame);
        PacketBatch batch = new();
        ReadUntil(source, batch, () => batch.Count > 0);
        Assert.Equal(1, batch.Count);
        return batch[0].InterfaceIndex;
    }

    private static void ReadUntil(LastingSource source, PacketBatch batch, Func<bool> isDone)
    {
        long start = Stopwatch.GetTimestamp();
        do Assert.NotEqual(PacketReadStatus.End, source.Read(batch));
        while (!isDone() && Stopwatch.GetElapsedTime(start) < Patience);
        Assert.True(isDone());
    }

    private static void InPrivateNetwork(Action test)
    {
        if (PrivateNetwork.Obstacle is { } obstacle) Assert.Skip(obstacle);
        PrivateNetwork.Run(test);
    }
}
