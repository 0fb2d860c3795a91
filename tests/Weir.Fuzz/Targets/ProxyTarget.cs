using Weir.Wire.Primitives;
using Weir.Wire.Proxy;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The header that proxies put before connections and datagrams.</summary>
internal sealed class ProxyTarget : IFuzzTarget
{
    public string Name => "proxy";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        [.. ProxyHeaders.Stream4, 9, 9],
        ProxyHeaders.Datagram6,
        ProxyHeaders.Local,
        ProxyHeaders.Unix,
        ProxyHeaders.Line4,
        ProxyHeaders.Line6,
        ProxyHeaders.LineUnknown,
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
