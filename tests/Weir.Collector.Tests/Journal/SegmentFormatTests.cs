using System.Text;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Journal;

public class SegmentFormatTests
{
    [Fact]
    public void Crc32C_gives_the_check_value_of_the_standard()
    {
        Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Compute(new byte[32])); // RFC 3720 appendix B.4
        Assert.Equal(0u, Crc32C.Compute([]));
    }

    [Fact]
    public void Crc32C_is_the_same_at_every_length_and_alignment_as_octet_by_octet()
    {
        byte[] octets = new byte[5000];
        new Random(1).NextBytes(octets);
        for (int length = 0; length < octets.Length - 8; length += length < 300 ? 1 : 61)
        {
            ReadOnlySpan<byte> part = octets.AsSpan(length & 7, length);
            uint crc = uint.MaxValue;
            foreach (byte octet in part)
            {
                crc ^= octet;
                for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x82F63B78 & (0 - (crc & 1)));
            }

            Assert.Equal(~crc, Crc32C.Compute(part));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(1400)]
    [InlineData(65535)]
    public void A_frame_reads_as_it_was_written(int length)
    {
        byte[] payload = new byte[length];
        new Random(length).NextBytes(payload);
        IpAddress exporter = IpAddress.FromV6(Enumerable.Range(1, 16).Select(i => (byte)i).ToArray());
        byte[] frame = new byte[SegmentFormat.FrameSize(length)];
        Array.Fill(frame, (byte)0xFF);
        SegmentFormat.WriteFrame(frame, 42, FrameKind.Datagram, new ReceivedDatagram(-5, exporter, 65535, payload));

        Assert.True(SegmentFormat.TryReadFrameHeader(frame, 42, out FrameKind kind, out int read));
        Assert.Equal(FrameKind.Datagram, kind);
        Assert.Equal(length, read);
        Assert.True(SegmentFormat.TryReadPayload(frame, read, out ReceivedDatagram datagram));
        Assert.Equal(-5, datagram.TimeReceivedNs);
        Assert.Equal(exporter, datagram.ExporterAddress);
        Assert.Equal(65535, datagram.ExporterPort);
        Assert.Equal(payload, datagram.Payload);
        Assert.True(frame.AsSpan(SegmentFormat.FrameHeaderSize + length).IndexOfAnyExcept((byte)0) < 0, "padding is zero");
        Assert.False(SegmentFormat.TryReadFrameHeader(frame, 43, out _, out _), "another incarnation's frame is no frame");
    }

    [Fact]
    public void Every_flipped_bit_of_a_frame_is_noticed()
    {
        byte[] frame = new byte[SegmentFormat.FrameSize(21)];
        SegmentFormat.WriteFrame(frame, 42, FrameKind.Datagram, new ReceivedDatagram(5, TestMessage.Exporter, 1, new byte[21]));
        for (int bit = 0; bit < (SegmentFormat.FrameHeaderSize + 21) * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << bit % 8);
            bool isWhole = SegmentFormat.TryReadFrameHeader(frame, 42, out _, out int length) && length == 21
                && SegmentFormat.TryReadPayload(frame, length, out _);
            Assert.False(isWhole, $"bit {bit}");
            frame[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void A_header_reads_as_it_was_written_and_its_faults_are_told_apart()
    {
        byte[] header = new byte[SegmentFormat.HeaderSize];
        SegmentName name = new(ulong.MaxValue, 0x0123456789ABCDEF);
        SegmentFormat.WriteHeader(header, name, 77);
        Assert.Equal("WEIRSEG\0", Encoding.ASCII.GetString(header, 0, 8));
        Assert.Equal(DecodeStatus.Ok, SegmentFormat.TryReadHeader(header, out SegmentName read, out long created));
        Assert.Equal((name, 77), (read, created));
        for (int length = 0; length < header.Length; length++)
            Assert.Equal(DecodeStatus.Truncated, SegmentFormat.TryReadHeader(header.AsSpan(0, length), out _, out _));
        for (int i = 0; i < header.Length; i++)
        {
            header[i] ^= 0x10;
            Assert.Equal(DecodeStatus.BadLength, SegmentFormat.TryReadHeader(header, out _, out _));
            header[i] ^= 0x10;
        }

        header[32] = 2;
        BitConverter.TryWriteBytes(header.AsSpan(36), Crc32C.Compute(header.AsSpan(0, 36)));
        Assert.Equal(DecodeStatus.UnknownVersion, SegmentFormat.TryReadHeader(header, out _, out _));
    }

    [Fact]
    public void Names_sort_as_text_the_way_segments_do_and_read_back()
    {
        SegmentName[] names = [new(1, ulong.MaxValue), new(2, 0), new(10, 3), new(ulong.MaxValue, 0)];
        string[] texts = [.. names.Select(name => name.ToString())];
        Assert.Equal(texts.Order(StringComparer.Ordinal), texts);
        foreach (SegmentName name in names)
        {
            Assert.True(SegmentName.TryParse(name.ToString(), out SegmentName read));
            Assert.Equal(name, read);
        }

        Assert.Matches("^[A-Za-z0-9-]+$", texts[0]);
        foreach (string wrong in (string[])["", "lock", "00000000000000000001", texts[0] + "0", texts[0].ToUpperInvariant(), " " + texts[0][1..]])
            Assert.False(SegmentName.TryParse(wrong, out _), wrong);
    }
}
