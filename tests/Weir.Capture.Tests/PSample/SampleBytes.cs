using System.Runtime.InteropServices;
using Weir.Capture.Netlink;
using Weir.Capture.PSample;

namespace Weir.Capture.Tests.PSample;

/// <summary>Makes messages such as the kernel sends, with the attributes a test wants.</summary>
internal sealed class SampleBytes
{
    /// <summary>The number of the family in these messages.</summary>
    public const ushort Type = 32;

    private readonly List<byte> _attributes = [];

    /// <summary>What every sample tells.</summary>
    public static SampleBytes Of(ushort inputInterface, uint group, uint sequence, uint rate, ReadOnlySpan<byte> data) => new SampleBytes()
        .Add(PSampleAttribute.InputInterface, inputInterface)
        .Add(PSampleAttribute.OriginalSize, 1500u)
        .Add(PSampleAttribute.Group, group)
        .Add(PSampleAttribute.GroupSequence, sequence)
        .Add(PSampleAttribute.Rate, rate)
        .Add(PSampleAttribute.Data, data);

    public SampleBytes Add<T>(PSampleAttribute attribute, T value)
        where T : unmanaged => Add(attribute, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(ref value)));

    public SampleBytes Add(PSampleAttribute attribute, ReadOnlySpan<byte> value)
    {
        Span<byte> octets = new byte[value.Length + 8];
        var writer = new NetlinkAttributeWriter(octets);
        writer.Write((ushort)attribute, value);
        _attributes.AddRange(octets[..writer.Length]);
        return this;
    }

    /// <summary>What stands behind the netlink header.</summary>
    public byte[] Body() => [0, 1, 0, 0, .. _attributes];

    /// <summary>A whole datagram, in memory that does not move.</summary>
    public byte[] Datagram()
    {
        byte[] body = Body();
        byte[] datagram = GC.AllocateUninitializedArray<byte>(NetlinkHeader.Size + body.Length, pinned: true);
        MemoryMarshal.Write(datagram, new NetlinkHeader((uint)datagram.Length, Type, 0, 0, 0));
        body.CopyTo(datagram, NetlinkHeader.Size);
        return datagram;
    }
}
