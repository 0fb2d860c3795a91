using System.Buffers.Binary;
using Weir.Capture.PSample;

namespace Weir.Capture.Tests.PSample;

public sealed class PSampleMessageTests
{
    private static readonly byte[] Packet = [.. Enumerable.Range(0, 98).Select(static at => (byte)at)];

    [Fact]
    public void Every_attribute_is_told()
    {
        byte[] body = Whole().Body();

        Assert.True(PSampleMessage.TryRead(body, out PSampleMessage sample));

        Assert.Equal((3u, 4u, 1500u, 7u, 41u, 1024u), (sample.InputInterface, sample.OutputInterface, sample.OriginalSize, sample.Group, sample.GroupSequence, sample.Rate));
        Assert.Equal(Packet, sample.Data.ToArray());
        Assert.Equal(((ushort)2, 4096UL, 1700UL, 1_800_000_000_000_000_000UL, (ushort)0x86DD), (sample.EgressQueue, sample.EgressQueueOctets, sample.LatencyNs, sample.TimestampNs, sample.Protocol));
        Assert.Equal("cookie"u8.ToArray(), sample.UserCookie.ToArray());
        PSampleTunnel tunnel = PSampleTunnel.Read(sample.Tunnel);
        Assert.Equal((99UL, (byte)8, (byte)64, (ushort)40000, (ushort)4789), (tunnel.Id, tunnel.Tos, tunnel.Ttl, tunnel.SourcePort, tunnel.DestinationPort));
        Assert.Equal((true, false, false), (tunnel.DoNotFragment, tunnel.HasChecksum, tunnel.IsOam));
        Assert.Equal([192, 0, 2, 1], tunnel.Source.ToArray());
        Assert.Equal([192, 0, 2, 2], tunnel.Destination.ToArray());
    }

    [Fact]
    public void What_is_not_told_is_not_there()
    {
        Assert.True(PSampleMessage.TryRead(SampleBytes.Of(3, 1, 0, 1, Packet).Body(), out PSampleMessage sample));
        Assert.Null(sample.OutputInterface);
        Assert.Equal((null, null, null, null, null), (sample.EgressQueue, sample.EgressQueueOctets, sample.LatencyNs, sample.TimestampNs, sample.Protocol));
        Assert.True(sample.UserCookie.IsEmpty && sample.Tunnel.IsEmpty);
    }

    [Fact]
    public void An_interface_may_be_told_in_32_bits()
    {
        byte[] body = SampleBytes.Of(3, 1, 0, 1, Packet).Add(PSampleAttribute.OutputInterface, 70000u).Body();
        Assert.True(PSampleMessage.TryRead(body, out PSampleMessage sample));
        Assert.Equal(70000u, sample.OutputInterface);
    }

    [Theory]
    [InlineData(uint.MaxValue, 1)]
    [InlineData(uint.MaxValue / 2, 2)]
    [InlineData(4_194_304u, 1024)]
    [InlineData(42_949_673u, 100)]
    public void A_probability_becomes_one_in_so_many(uint probability, uint rate)
    {
        byte[] body = SampleBytes.Of(3, 1, 0, probability, Packet).Add(PSampleAttribute.RateIsProbability, []).Body();
        Assert.True(PSampleMessage.TryRead(body, out PSampleMessage sample));
        Assert.Equal(rate, sample.Rate);
    }

    [Fact]
    public void What_cannot_be_counted_is_no_sample()
    {
        byte[] whole = SampleBytes.Of(3, 1, 0, 1, Packet).Body();
        byte[] command = [.. whole];
        command[0] = 2;
        Assert.False(PSampleMessage.TryRead(command, out _));
        Assert.False(PSampleMessage.TryRead(SampleBytes.Of(3, 1, 0, 0, Packet).Body(), out _));
        Assert.False(PSampleMessage.TryRead(new SampleBytes().Add(PSampleAttribute.Rate, 1u).Add(PSampleAttribute.Group, 1u).Body(), out _));
        Assert.False(PSampleMessage.TryRead([], out _));
    }

    [Fact]
    public void Damaged_messages_are_values_not_exceptions()
    {
        byte[] body = Whole().Body();
        for (int length = 0; length <= body.Length; length++) Read(body.AsSpan(0, length).ToArray());
        var random = new Random(20261121);
        for (int turn = 0; turn < 200_000; turn++)
        {
            byte[] mutated = [.. body];
            for (int changes = random.Next(1, 6); changes > 0; changes--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            Read(mutated);
        }

        static void Read(byte[] octets)
        {
            if (!PSampleMessage.TryRead(octets, out PSampleMessage sample)) return;
            Assert.True(sample.Rate > 0);
            Assert.True(sample.Data.Length <= octets.Length);
            PSampleTunnel.Read(sample.Tunnel);
        }
    }

    private static SampleBytes Whole()
    {
        byte[] id = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(id, 99);
        var tunnel = new SampleBytes()
            .Add(0, id).Add((PSampleAttribute)1, (ReadOnlySpan<byte>)[192, 0, 2, 1]).Add((PSampleAttribute)2, (ReadOnlySpan<byte>)[192, 0, 2, 2])
            .Add((PSampleAttribute)3, (byte)8).Add((PSampleAttribute)4, (byte)64).Add((PSampleAttribute)5, [])
            .Add((PSampleAttribute)9, BinaryPrimitives.ReverseEndianness((ushort)40000)).Add((PSampleAttribute)10, BinaryPrimitives.ReverseEndianness((ushort)4789));
        return SampleBytes.Of(3, 7, 41, 1024, Packet)
            .Add(PSampleAttribute.OutputInterface, (ushort)4)
            .Add(PSampleAttribute.EgressQueue, (ushort)2)
            .Add(PSampleAttribute.EgressQueueOctets, 4096UL)
            .Add(PSampleAttribute.Latency, 1700UL)
            .Add(PSampleAttribute.Timestamp, 1_800_000_000_000_000_000UL)
            .Add(PSampleAttribute.Protocol, (ushort)0x86DD)
            .Add(PSampleAttribute.UserCookie, "cookie"u8)
            .Add(PSampleAttribute.Tunnel, tunnel.Body().AsSpan(4));
    }
}
