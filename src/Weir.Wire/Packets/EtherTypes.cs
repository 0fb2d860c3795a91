namespace Weir.Wire.Packets;

/// <summary>The EtherTypes that lead to IP (IEEE 802 numbers).</summary>
public static class EtherTypes
{
    public const ushort Ipv4 = 0x0800;
    public const ushort Ipv6 = 0x86DD;

    /// <summary>802.1Q tag.</summary>
    public const ushort Vlan = 0x8100;

    /// <summary>802.1ad service tag.</summary>
    public const ushort ServiceVlan = 0x88A8;

    /// <summary>The service tag of switches older than 802.1ad.</summary>
    public const ushort OldServiceVlan = 0x9100;

    /// <summary>PPPoE session stage (RFC 2516).</summary>
    public const ushort PppoeSession = 0x8864;

    /// <summary>MPLS label stack (RFC 3032).</summary>
    public const ushort Mpls = 0x8847;

    /// <summary>MPLS with an upstream-assigned label (RFC 5332).</summary>
    public const ushort MplsUpstream = 0x8848;

    /// <summary>Transparent Ethernet bridging: an Ethernet frame follows (RFC 7637 and others).</summary>
    public const ushort Ethernet = 0x6558;

    /// <summary>The first value that is a type; below it the field is an 802.3 length.</summary>
    public const ushort FirstType = 0x0600;
}
