using System.Buffers.Binary;
using Weir.Capture.Netlink;
using Weir.Wire.Primitives;

namespace Weir.Capture.Conntrack;

/// <summary>One direction of a tracked connection: who sends to whom (CTA_TUPLE_ORIG and CTA_TUPLE_REPLY of linux/netfilter/nfnetlink_conntrack.h).</summary>
internal struct ConntrackTuple
{
    // enum ctattr_tuple, ctattr_ip, ctattr_l4proto
    private const ushort AddressesAttribute = 1, ProtocolAttribute = 2, ZoneAttribute = 3;
    private const ushort SourceV4 = 1, DestinationV4 = 2, SourceV6 = 3, DestinationV6 = 4;
    private const ushort Number = 1, SourcePortAttribute = 2, DestinationPortAttribute = 3, IcmpIdAttribute = 4, IcmpTypeAttribute = 5, IcmpCodeAttribute = 6,
        Icmpv6IdAttribute = 7, Icmpv6TypeAttribute = 8, Icmpv6CodeAttribute = 9;

    public IpAddress Source, Destination;

    /// <summary>Ports; 0 for a protocol without.</summary>
    public ushort SourcePort, DestinationPort;

    /// <summary>Identifier, type and code of ICMP and ICMPv6.</summary>
    public ushort IcmpId;
    public byte IcmpType, IcmpCode;

    public byte Protocol;

    /// <summary>Zone of this direction alone; 0 without.</summary>
    public ushort Zone;

    /// <summary>Whether both addresses were there.</summary>
    public readonly bool IsWhole => !Source.IsNone && !Destination.IsNone;

    /// <summary>Reads the attributes of a tuple; what is missing stays 0.</summary>
    public static void Read(ReadOnlySpan<byte> value, ref ConntrackTuple tuple)
    {
        for (NetlinkAttributes attributes = new(value); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> inner);)
        {
            switch (type)
            {
                case AddressesAttribute: ReadAddresses(inner, ref tuple); break;
                case ProtocolAttribute: ReadProtocol(inner, ref tuple); break;
                case ZoneAttribute when inner.Length >= sizeof(ushort): tuple.Zone = BinaryPrimitives.ReadUInt16BigEndian(inner); break;
            }
        }
    }

    private static void ReadAddresses(ReadOnlySpan<byte> value, ref ConntrackTuple tuple)
    {
        const int v6Size = 16;
        for (NetlinkAttributes attributes = new(value); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> address);)
        {
            switch (type)
            {
                case SourceV4 when address.Length >= sizeof(uint): tuple.Source = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(address)); break;
                case DestinationV4 when address.Length >= sizeof(uint): tuple.Destination = IpAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(address)); break;
                case SourceV6 when address.Length >= v6Size: tuple.Source = IpAddress.FromV6(address); break;
                case DestinationV6 when address.Length >= v6Size: tuple.Destination = IpAddress.FromV6(address); break;
            }
        }
    }

    private static void ReadProtocol(ReadOnlySpan<byte> value, ref ConntrackTuple tuple)
    {
        for (NetlinkAttributes attributes = new(value); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> inner);)
        {
            switch (type)
            {
                case Number when inner.Length >= 1: tuple.Protocol = inner[0]; break;
                case SourcePortAttribute when inner.Length >= sizeof(ushort): tuple.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(inner); break;
                case DestinationPortAttribute when inner.Length >= sizeof(ushort): tuple.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(inner); break;
                case IcmpIdAttribute or Icmpv6IdAttribute when inner.Length >= sizeof(ushort): tuple.IcmpId = BinaryPrimitives.ReadUInt16BigEndian(inner); break;
                case IcmpTypeAttribute or Icmpv6TypeAttribute when inner.Length >= 1: tuple.IcmpType = inner[0]; break;
                case IcmpCodeAttribute or Icmpv6CodeAttribute when inner.Length >= 1: tuple.IcmpCode = inner[0]; break;
            }
        }
    }
}
