using Weir.Wire.Packets;
using Weir.Wire.Tests.Packets;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The tunnel parser, as deep as it goes.</summary>
internal sealed class TunnelTarget : IFuzzTarget
{
    public string Name => "tunnels";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. Tunnels.All.Select(static each => each.Frame)];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        PacketFields fields = default;
        if (PacketParser.Parse(input, input.Length, LinkType.Ethernet, ref fields) != PacketParseResult.Ip) return;
        int depth = 0;
        while (TunnelParser.TryParseInner(input, ref fields))
        {
            PacketTarget.Check(PacketParseResult.Ip, input, in fields);
            // Each layer has a header of its own.
            Assert.True(++depth <= input.Length);
        }
    }

    public void Dispose()
    {
    }
}
