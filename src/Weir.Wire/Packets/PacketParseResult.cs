namespace Weir.Wire.Packets;

/// <summary>What came of parsing one captured packet. All but <see cref="Ip"/> are reasons to count it and go on.</summary>
public enum PacketParseResult : byte
{
    /// <summary>An IP header was found whole; <see cref="PacketFields.Parts"/> says what else was.</summary>
    Ip,

    /// <summary>The frame carries something other than IP: ARP, spanning tree, MPLS without IP, an unknown EtherType.</summary>
    NotIp,

    /// <summary>The captured octets end before the fixed IP header does.</summary>
    Truncated,

    /// <summary>A header contradicts itself: wrong IP version, a header length below the minimum, a total length below the header's.</summary>
    Malformed,

    /// <summary>No parser for this link type.</summary>
    UnknownLinkType,
}
