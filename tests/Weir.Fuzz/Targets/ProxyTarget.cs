using Weir.Wire.Primitives;
using Weir.Wire.Proxy;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The header that proxies put before connections and datagrams.</summary>
internal sealed class ProxyTarget : IFuzzTarget
{
    private static readonly byte[] Start = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    public string Name => "proxy";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        [.. Start, 0x21, 0x11, 0, 12, 192, 0, 2, 1, 192, 0, 2, 2, 0x12, 0x34, 0x12, 0x83, 9, 9],
        [.. Start, 0x21, 0x22, 0, 39, .. new byte[36], 4, 0, 0],
        [.. Start, 0x20, 0x00, 0, 0],
        [.. Start, 0x21, 0x31, 0, 216, .. new byte[216]],
        [.. "PROXY TCP4 192.0.2.1 198.51.100.2 4660 4739\r\n"u8],
        [.. "PROXY TCP6 2001:db8::9 2001:db8::1 258 4739\r\n"u8],
        [.. "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"u8],
    ];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        DecodeStatus status = ProxyHeader.TryRead(input, out ProxyHeader header);
        if (status == DecodeStatus.Ok) Assert.InRange(header.Length, ProxyHeader.FixedSize, input.Length);
        else Assert.False(header.IsTold);
        if (status == DecodeStatus.Truncated && header.Length > 0) Assert.True(header.Length > input.Length);
        status = ProxyHeader.TryReadStream(input, out header);
        if (status == DecodeStatus.Ok) Assert.InRange(header.Length, ProxyHeader.ShortestSize, input.Length);
        else Assert.False(header.IsTold);
        if (status == DecodeStatus.Truncated) Assert.True(header.Length > input.Length);
    }

    public void Dispose()
    {
    }
}
