using System.Buffers.Binary;
using Weir.Capture.Netlink;

namespace Weir.Capture.PSample;

/// <summary>The tunnel that a sampled packet came through or goes into, as the kernel tells it beside the packet. Numbers are in network byte order.</summary>
internal ref struct PSampleTunnel
{
    // linux/psample.h, PSAMPLE_TUNNEL_KEY_ATTR_…
    private const ushort IdAttribute = 0, Ipv4Source = 1, Ipv4Destination = 2, TosAttribute = 3, TtlAttribute = 4, NoFragment = 5, Checksum = 6, Oam = 7;
    private const ushort SourcePortAttribute = 9, DestinationPortAttribute = 10, Ipv6Source = 12, Ipv6Destination = 13;

    /// <summary>VNI, key or such; <see langword="null"/> where there is none.</summary>
    public ulong? Id { get; private set; }

    /// <summary>Addresses of the outer header: 4 or 16 octets, none where not told.</summary>
    public ReadOnlySpan<byte> Source { get; private set; }

    /// <inheritdoc cref="Source"/>
    public ReadOnlySpan<byte> Destination { get; private set; }

    /// <summary>Type of service and time to live of the outer header.</summary>
    public byte Tos { get; private set; }

    /// <inheritdoc cref="Tos"/>
    public byte Ttl { get; private set; }

    /// <summary>Ports of the outer header, 0 where it has none.</summary>
    public ushort SourcePort { get; private set; }

    /// <inheritdoc cref="SourcePort"/>
    public ushort DestinationPort { get; private set; }

    /// <summary>Whether the outer header forbids fragments.</summary>
    public bool DoNotFragment { get; private set; }

    /// <summary>Whether the outer header has a checksum.</summary>
    public bool HasChecksum { get; private set; }

    /// <summary>Whether the packet is one of operations and management.</summary>
    public bool IsOam { get; private set; }

    /// <summary>Reads the attributes of a tunnel; those that are too short or unknown are passed over.</summary>
    public static PSampleTunnel Read(ReadOnlySpan<byte> octets)
    {
        var tunnel = default(PSampleTunnel);
        for (NetlinkAttributes attributes = new(octets); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            switch (type)
            {
                case IdAttribute when value.Length == sizeof(ulong): tunnel.Id = BinaryPrimitives.ReadUInt64BigEndian(value); break;
                case Ipv4Source when value.Length == 4: tunnel.Source = value; break;
                case Ipv6Source when value.Length == 16: tunnel.Source = value; break;
                case Ipv4Destination when value.Length == 4: tunnel.Destination = value; break;
                case Ipv6Destination when value.Length == 16: tunnel.Destination = value; break;
                case TosAttribute when value.Length >= 1: tunnel.Tos = value[0]; break;
                case TtlAttribute when value.Length >= 1: tunnel.Ttl = value[0]; break;
                case NoFragment: tunnel.DoNotFragment = true; break;
                case Checksum: tunnel.HasChecksum = true; break;
                case Oam: tunnel.IsOam = true; break;
                case SourcePortAttribute when value.Length == sizeof(ushort): tunnel.SourcePort = BinaryPrimitives.ReadUInt16BigEndian(value); break;
                case DestinationPortAttribute when value.Length == sizeof(ushort): tunnel.DestinationPort = BinaryPrimitives.ReadUInt16BigEndian(value); break;
            }
        }

        return tunnel;
    }
}
