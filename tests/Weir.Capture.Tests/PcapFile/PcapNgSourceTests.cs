using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Wire.Packets;

namespace Weir.Capture.Tests.PcapFile;

public sealed class PcapNgSourceTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_kind_of_packet_block_gives_its_packet(bool bigEndian)
    {
        (List<Captured> packets, PacketReadStatus last) = Read(writer =>
        {
            writer.Section(bigEndian);
            writer.Interface(LinkType.Ethernet, snapLength: 6);
            writer.Interface(LinkType.RawIp, timeResolution: 9);
            writer.Enhanced(0, 1_700_000_000_000_001, [1, 2, 3], 99);
            writer.Simple([1, 2, 3, 4, 5, 6], 60);
            writer.Obsolete(1, 5_000_000_007, [1, 2, 3, 4, 5], 5);
        });
        Assert.Equal(PacketReadStatus.End, last);
        Assert.Equal(
            [
                new(1_700_000_000_000_001_000, "010203", 99, LinkType.Ethernet),
                new(1_700_000_000_000_001_000, "010203040506", 60, LinkType.Ethernet),
                new(5_000_000_007, "0102030405", 5, LinkType.RawIp),
            ],
            packets);
    }

    [Theory]
    [InlineData(null, 0L, 2_000_001UL, 2_000_001_000)]
    [InlineData((byte)0, 0L, 3UL, 3_000_000_000)]
    [InlineData((byte)3, 0L, 3UL, 3_000_000)]
    [InlineData((byte)9, 0L, 3UL, 3)]
    [InlineData((byte)12, 0L, 3999UL, 3)]
    [InlineData((byte)40, 0L, 3UL, 0)]
    [InlineData((byte)0x80, 0L, 3UL, 3_000_000_000)]
    [InlineData((byte)0x8A, 0L, 1536UL, 1_500_000_000)]
    [InlineData((byte)0xA0, 0L, 0x1_8000_0000UL, 1_500_000_000)]
    [InlineData((byte)0xFF, 0L, ulong.MaxValue, 0)]
    [InlineData((byte)6, 100L, 1UL, 100_000_001_000)]
    [InlineData((byte)6, -1L, 5_000_000UL, 4_000_000_000)]
    public void Ticks_become_nanoseconds(byte? resolution, long offsetSeconds, ulong ticks, long expected)
    {
        (List<Captured> packets, _) = Read(writer =>
        {
            writer.Section(bigEndian: true);
            writer.Interface(timeResolution: resolution, timeOffsetSeconds: offsetSeconds);
            writer.Enhanced(0, ticks, []);
        });
        Assert.Equal(expected, Assert.Single(packets).TimeNs);
    }

    [Fact]
    public void A_section_chooses_its_byte_order_and_forgets_the_interfaces()
    {
        using MemoryStream file = Write(writer =>
        {
            writer.Section(bigEndian: false);
            writer.Interface(LinkType.Ethernet);
            writer.Enhanced(0, 1, [1]);
            writer.Section(bigEndian: true);
            writer.Enhanced(0, 2, [2]);
            writer.Interface(LinkType.LinuxSll2);
            writer.Enhanced(0, 3, [3]);
        });
        using CaptureFileSource source = CaptureFile.Open(file, "test");
        (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(source);
        Assert.Equal(PacketReadStatus.End, last);
        Assert.Equal([LinkType.Ethernet, LinkType.LinuxSll2], packets.Select(static packet => packet.LinkType));
        Assert.Equal(1, source.UndescribedPackets);
    }

    [Fact]
    public void Packets_of_an_interface_never_described_are_counted_and_passed_over()
    {
        using MemoryStream file = Write(writer =>
        {
            writer.Section();
            writer.Simple([1]);
            writer.Interface();
            writer.Enhanced(1, 1, [1]);
            writer.Enhanced(uint.MaxValue, 1, [1]);
            writer.Obsolete(7, 1, [1]);
            writer.Enhanced(0, 1, [2]);
        });
        using CaptureFileSource source = CaptureFile.Open(file, "test");
        Assert.Equal("02", Assert.Single(Captured.ReadAll(source).Packets).Octets);
        Assert.Equal(4, source.UndescribedPackets);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unknown_blocks_of_any_size_are_passed_over(bool canSeek)
    {
        byte[] file = Write(writer =>
        {
            writer.Section();
            writer.Interface();
            for (byte i = 0; i < 100; i++)
            {
                writer.Block(0x0BAD, new byte[i * 4]);
                writer.Enhanced(0, 1, [i]);
            }

            writer.Block(5, new byte[3 * CaptureBuffer.Size]);
            writer.Enhanced(0, 1, [100]);
        }).ToArray();
        (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(canSeek ? new MemoryStream(file) : new SmallStream(file, 1000));
        Assert.Equal(PacketReadStatus.End, last);
        Assert.Equal(Enumerable.Range(0, 101).Select(static i => $"{i:X2}"), packets.Select(static packet => packet.Octets));
    }

    [Fact]
    public void A_file_cut_anywhere_gives_its_whole_packets_and_says_so()
    {
        List<int> ends = [];
        List<int> blocks = [];
        byte[] file = Write((writer, stream) =>
        {
            writer.Section();
            blocks.Add((int)stream.Position);
            writer.Interface();
            blocks.Add((int)stream.Position);
            for (int i = 0; i < 4; i++)
            {
                writer.Enhanced(0, 1, new byte[i * 3]);
                // A packet is whole before its padding and the closing length are.
                ends.Add((int)stream.Position - 4 - (-(i * 3) & 3));
                blocks.Add((int)stream.Position);
                writer.Block(5, new byte[8]);
                blocks.Add((int)stream.Position);
            }
        }).ToArray();
        for (int length = 16; length <= file.Length; length++)
        {
            foreach (Stream stream in (Stream[])[new MemoryStream(file[..length]), new SmallStream(file[..length], 5)])
            {
                (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(stream);
                Assert.Equal(ends.Count(end => end <= length), packets.Count);
                Assert.Equal(blocks.Contains(length) ? PacketReadStatus.End : PacketReadStatus.Truncated, last);
            }
        }
    }

    [Fact]
    public void A_damaged_block_ends_the_file_after_the_packets_before_it()
    {
        using MemoryStream file = Write(writer =>
        {
            writer.Section();
            writer.Interface();
            writer.Enhanced(0, 1, [1]);
        });
        file.Position = file.Length;
        file.Write([6, 0, 0, 0, 9, 0, 0, 0, .. new byte[40]]);
        file.Position = 0;
        using CaptureFileSource source = CaptureFile.Open(file, "bad.pcapng");
        (List<Captured> packets, PacketReadStatus last) = Captured.ReadAll(source);
        Assert.Single(packets);
        Assert.Equal(PacketReadStatus.Truncated, last);
        Assert.StartsWith("bad.pcapng: a damaged block at octet ", source.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Interfaces_without_end_take_no_memory_without_end()
    {
        using MemoryStream file = Write(writer =>
        {
            writer.Section();
            for (int i = 0; i < 5000; i++) writer.Interface();
            writer.Enhanced(4095, 1, [1]);
            writer.Enhanced(4096, 1, [2]);
        });
        using CaptureFileSource source = CaptureFile.Open(file, "test");
        Assert.Equal("01", Assert.Single(Captured.ReadAll(source).Packets).Octets);
        Assert.Equal(1, source.UndescribedPackets);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] octets = new byte[60];
        using MemoryStream file = Write(writer =>
        {
            writer.Section();
            writer.Interface();
            for (uint i = 0; i < 50_000; i++) writer.Enhanced(0, i, octets);
        });
        using CaptureFileSource source = CaptureFile.Open(file, "test");
        PacketBatch batch = new();
        for (int i = 0; i < 100; i++) Assert.Equal(PacketReadStatus.Packets, source.Read(batch));
        int packets = 0;
        AllocationBudget.Check("capture/pcapfile: read a batch of pcapng", () =>
        {
            for (int i = 0; i < 100; i++)
            {
                source.Read(batch);
                packets += batch.Count;
            }
        });
        Assert.True(packets >= 5000);
    }

    private static MemoryStream Write(Action<PcapNgWriter> write) => Write((writer, _) => write(writer));

    private static MemoryStream Write(Action<PcapNgWriter, Stream> write)
    {
        MemoryStream file = new();
        write(new(file), file);
        file.Position = 0;
        return file;
    }

    private static (List<Captured> Packets, PacketReadStatus Last) Read(Action<PcapNgWriter> write)
    {
        using MemoryStream file = Write(write);
        return Captured.ReadAll(file);
    }
}
