using System.Text;
using Weir.Wire.Primitives;
using Weir.Wire.Proxy;

namespace Weir.Wire.Tests.Proxy;

public sealed class ProxyHeaderTests
{
    private static readonly byte[] Start = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];
    private static readonly byte[] V4 = [.. Start, 0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 2, 0x12, 0x34, 0x12, 0x83];

    [Fact]
    public void Addresses_of_both_families_are_read_and_TLVs_belong_to_the_header()
    {
        Assert.Equal(DecodeStatus.Ok, ProxyHeader.TryRead([.. V4, 7, 7], out ProxyHeader header));
        Assert.Equal((28, true, "192.0.2.1", 0x1234), (header.Length, header.IsTold, header.Source.ToString(), header.SourcePort));
        byte[] v6 = [.. Start, 0x21, 0x22, 0, 40, 0x20, 1, 0xd, 0xb8, .. new byte[11], 9, .. new byte[16], 1, 2, 3, 4, 0x04, 0, 1, 0xEE];
        Assert.Equal(DecodeStatus.Ok, ProxyHeader.TryRead(v6, out header));
        Assert.Equal((56, "2001:db8::9", 0x0102), (header.Length, header.Source.ToString(), header.SourcePort));
    }

    [Fact]
    public void A_proxys_own_talk_and_families_without_addresses_tell_nobody()
    {
        Assert.Equal(DecodeStatus.Ok, ProxyHeader.TryRead([.. Start, 0x20, 0x11, 0, 0], out ProxyHeader local));
        Assert.Equal(DecodeStatus.Ok, ProxyHeader.TryRead([.. Start, 0x21, 0x00, 0, 2, 1, 1], out ProxyHeader unspecified));
        Assert.Equal(DecodeStatus.Ok, ProxyHeader.TryRead([.. Start, 0x21, 0x31, 0, 216, .. new byte[216]], out ProxyHeader unix));
        Assert.Equal((16, 18, 232), (local.Length, unspecified.Length, unix.Length));
        Assert.False(local.IsTold || unspecified.IsTold || unix.IsTold);
    }

    [Fact]
    public void Every_beginning_of_a_header_asks_for_more_and_its_length_is_told_once_known()
    {
        for (int length = 0; length < V4.Length; length++)
        {
            Assert.Equal(DecodeStatus.Truncated, ProxyHeader.TryRead(V4.AsSpan(0, length), out ProxyHeader header));
            Assert.Equal(length < ProxyHeader.FixedSize ? 0 : V4.Length, header.Length);
        }
    }

    [Fact]
    public void What_is_no_header_of_version_2_or_lies_about_its_length_is_said()
    {
        Assert.Equal(DecodeStatus.UnknownVersion, ProxyHeader.TryRead("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n"u8, out _));
        Assert.Equal(DecodeStatus.UnknownVersion, ProxyHeader.TryRead([0, 10], out _));
        Assert.Equal(DecodeStatus.UnknownVersion, ProxyHeader.TryRead([.. Start, 0x11, 0x11, 0, 12, .. new byte[12]], out _));
        Assert.Equal(DecodeStatus.UnknownVersion, ProxyHeader.TryRead([.. Start, 0x22, 0x11, 0, 12, .. new byte[12]], out _));
        Assert.Equal(DecodeStatus.BadLength, ProxyHeader.TryRead([.. Start, 0x21, 0x11, 0, 11, .. new byte[11]], out _));
        Assert.Equal(DecodeStatus.BadLength, ProxyHeader.TryRead([.. Start, 0x21, 0x21, 0, 35, .. new byte[40]], out _));
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 4660 4739\r\n", "192.0.2.1", 4660)]
    [InlineData("PROXY TCP6 2001:db8::9 2001:db8::1 258 4739\r\n", "2001:db8::9", 258)]
    [InlineData("PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65535)]
    [InlineData("PROXY UNKNOWN\r\n", null, 0)]
    [InlineData("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", null, 0)]
    public void A_line_of_version_1_tells_the_same_and_no_octet_behind_it_is_asked_for(string line, string? source, int port)
    {
        byte[] octets = [.. Encoding.ASCII.GetBytes(line), 0, 10, 0, 40];
        int length = octets.Length - 4;
        Assert.Equal(DecodeStatus.Ok, ProxyHeader.TryReadStream(octets, out ProxyHeader header));
        Assert.Equal((length, source, port), (header.Length, header.IsTold ? header.Source.ToString() : null, header.SourcePort));
        for (int came = 0; came < length; came++)
        {
            Assert.Equal(DecodeStatus.Truncated, ProxyHeader.TryReadStream(octets.AsSpan(0, came), out header));
            Assert.InRange(header.Length, came + 1, length);
        }
    }

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 4660\r\n")]
    [InlineData("PROXY TCP4 2001:db8::9 2001:db8::1 258 4739\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 4660 65536\r\n")]
    [InlineData("PROXY TCP4 192.0.2.1  198.51.100.2 1 2\r\n")]
    [InlineData("PROXY UDP4 192.0.2.1 198.51.100.2 1 2\r\n")]
    [InlineData("PROXY UNKNOWNS\r\n")]
    [InlineData("PROXY \r\n")]
    [InlineData("PROXY TCP4 192.0.2.1 198.51.100.2 1 2\n0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public void A_line_that_is_none_or_too_long_is_refused(string line) =>
        Assert.Equal(DecodeStatus.BadLength, ProxyHeader.TryReadStream(Encoding.ASCII.GetBytes(line), out _));

    [Fact]
    public void A_stream_may_begin_with_either_version()
    {
        for (int came = 0; came < V4.Length; came++)
        {
            Assert.Equal(DecodeStatus.Truncated, ProxyHeader.TryReadStream(V4.AsSpan(0, came), out ProxyHeader truncated));
            Assert.InRange(truncated.Length, came + 1, V4.Length);
        }

        Assert.Equal(DecodeStatus.Ok, ProxyHeader.TryReadStream(V4, out ProxyHeader header));
        Assert.Equal("192.0.2.1", header.Source.ToString());
        Assert.Equal(DecodeStatus.UnknownVersion, ProxyHeader.TryReadStream("PROCY "u8, out _));
    }
}
