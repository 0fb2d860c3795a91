namespace Weir.Wire.Packets;

/// <summary>Link-layer header types, with the numbers that pcap and pcapng files use (tcpdump.org LINKTYPE registry).</summary>
public enum LinkType : ushort
{
    /// <summary>BSD loopback: address family in the capturing host's byte order, then IP.</summary>
    Null = 0,

    /// <summary>Ethernet II or 802.3.</summary>
    Ethernet = 1,

    /// <summary>IPv4 or IPv6 with nothing before it.</summary>
    RawIp = 101,

    /// <summary>OpenBSD loopback: address family in network byte order, then IP.</summary>
    Loop = 108,

    /// <summary>Linux cooked capture: 16 octets before the payload.</summary>
    LinuxSll = 113,

    /// <summary>IPv4 with nothing before it.</summary>
    Ipv4 = 228,

    /// <summary>IPv6 with nothing before it.</summary>
    Ipv6 = 229,

    /// <summary>Linux cooked capture version 2: 20 octets before the payload.</summary>
    LinuxSll2 = 276,
}
