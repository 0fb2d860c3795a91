using System.Buffers.Binary;
using Weir.Capture.Netlink;

namespace Weir.Capture.Conntrack;

/// <summary>Packets and layer-3 octets of one direction (CTA_COUNTERS_ORIG and CTA_COUNTERS_REPLY).</summary>
internal readonly record struct TrafficCount(ulong Packets, ulong Octets)
{
    // enum ctattr_counters
    private const ushort PacketsAttribute = 1, OctetsAttribute = 2;

    public static TrafficCount operator -(TrafficCount one, TrafficCount other) => new(one.Packets - other.Packets, one.Octets - other.Octets);

    /// <summary>Whether these can have become the other ones by growing.</summary>
    public bool CanBecome(TrafficCount later) => later.Packets >= Packets && later.Octets >= Octets;

    /// <summary>Reads the attributes of a direction's counters.</summary>
    public static TrafficCount Read(ReadOnlySpan<byte> value)
    {
        (ulong packets, ulong octets) = (0, 0);
        for (NetlinkAttributes attributes = new(value); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> inner);)
        {
            if (inner.Length < sizeof(ulong)) continue;
            if (type == PacketsAttribute) packets = BinaryPrimitives.ReadUInt64BigEndian(inner);
            else if (type == OctetsAttribute) octets = BinaryPrimitives.ReadUInt64BigEndian(inner);
        }

        return new(packets, octets);
    }
}
