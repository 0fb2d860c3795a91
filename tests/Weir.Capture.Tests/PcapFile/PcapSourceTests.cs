using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.PcapFile;

public sealed class PcapSourceTests
{
    private const long Start = 1_700_000_000_123_456_789;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Every_variant_gives_the_packets_that_were_written(bool nanoseconds, bool bigEndian)
    {
        using MemoryStream file = new();
        PcapWriter writer = new(file, LinkType.RawIp, nanoseconds, bigEndian);
        List<Captured> expected = [];
        for (int i = 0; i < 1000; i++)
        {
            byte[] octets = new byte[i];
            octets.AsSpan().Fill((byte)i);
            long time = Start + i * 1_000_003L;
            writer.Write(time, octets, i + 5);
            expected.Add(new(nanoseconds ? time : time / 1000 * 1000, Convert.ToHexString(octets), i + 5, LinkType.RawIp));
        }

        file.Position = 0;
        (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(file);
        Assert.Equal(PacketReadStatus.End, last);
        Assert.Equal(expected, packets);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public void A_pipe_that_gives_little_at_a_time_gives_the_same_packets(int atATime)
    {
        byte[] file = Mixed(200);
        (List<Captured> whole, _) = Captured.ReadAll(new MemoryStream(file));
        (List<Captured> piecemeal, PacketReadStatus last) = Captured.ReadAll(new SmallStream(file, atATime));
        Assert.Equal(PacketReadStatus.End, last);
        Assert.Equal(whole, piecemeal);
    }

    [Fact]
    public void Packets_across_the_borders_of_the_buffer_are_whole()
    {
        using MemoryStream file = new();
        PcapWriter writer = new(file);
        Random random = new(3);
        List<string> expected = [];
        for (int i = 0; i < 60; i++)
        {
            byte[] octets = new byte[random.Next(CaptureFileSource.MaxPacketLength + 1)];
            random.NextBytes(octets);
            writer.Write(Start, octets);
            expected.Add(Convert.ToHexString(octets));
        }

        Assert.True(file.Length > 4 * CaptureBuffer.Size);
        file.Position = 0;
        (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(file);
        Assert.Equal(PacketReadStatus.End, last);
        Assert.Equal(expected, packets.Select(static packet => packet.Octets));
    }

    [Fact]
    public void A_file_cut_anywhere_gives_its_whole_packets_and_says_so()
    {
        byte[] file = Mixed(5);
        (List<Captured> all, _) = Captured.ReadAll(new MemoryStream(file));
        int[] ends = [24, .. all.Select(static packet => 16 + packet.Octets.Length / 2)];
        for (int i = 1; i < ends.Length; i++) ends[i] += ends[i - 1];
        for (int length = 24; length <= file.Length; length++)
        {
            using CaptureFileSource source = CaptureFile.Open(new MemoryStream(file[..length]), "cut.pcap");
            (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(source);
            Assert.Equal(ends.Count(end => end <= length) - 1, packets.Count);
            Assert.Equal(ends.Contains(length) ? PacketReadStatus.End : PacketReadStatus.Truncated, last);
            Assert.Equal(last == PacketReadStatus.Truncated, source.Problem is not null);
            Assert.Equal(last, source.Read(new PacketBatch()));
        }
    }

    [Fact]
    public void A_length_above_the_limit_ends_the_file_after_the_packets_before_it()
    {
        using MemoryStream file = new();
        PcapWriter writer = new(file);
        writer.Write(Start, new byte[60]);
        writer.Write(Start, new byte[CaptureFileSource.MaxPacketLength + 1]);
        writer.Write(Start, new byte[60]);
        file.Position = 0;
        using CaptureFileSource source = CaptureFile.Open(file, "big.pcap");
        (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(source);
        Assert.Single(packets);
        Assert.Equal(PacketReadStatus.Truncated, last);
        Assert.Equal("big.pcap: a packet of 262145 octets, above the limit of 262144, at octet 100.", source.Problem);
    }

    [Fact]
    public void A_length_on_the_wire_below_the_captured_one_is_not_believed()
    {
        using MemoryStream file = new();
        new PcapWriter(file).Write(Start, new byte[60], wireLength: 0);
        file.Position = 0;
        Assert.Equal(60, Captured.ReadAll(file).Packets[0].WireLength);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] file = Mixed(50_000);
        using CaptureFileSource source = CaptureFile.Open(new MemoryStream(file), "test");
        PacketBatch batch = new();
        for (int i = 0; i < 100; i++) Assert.Equal(PacketReadStatus.Packets, source.Read(batch));
        int packets = 0;
        AllocationBudget.Check("capture/pcapfile: read a batch of pcap", () =>
        {
            for (int i = 0; i < 100; i++)
            {
                source.Read(batch);
                packets += batch.Count;
            }
        });
        Assert.True(packets >= 5000);
    }

    private static byte[] Mixed(int count) => PcapWriter.File(
        Enumerable.Range(0, count).Select(static i => FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Tcp(1, (ushort)i).Payload(i % 50).Build()));
}
