namespace Weir.Import.Records;

/// <summary>What a field of a log says, and how it is written.</summary>
internal enum LogField
{
    /// <summary>Nothing that an archive keeps.</summary>
    Ignored,

    SrcAddr, DstAddr, SrcPort, DstPort, Protocol, Bytes, Packets, ReverseBytes, ReversePackets,

    /// <summary>Octets without headers, which count where those with headers are not told.</summary>
    PayloadBytes, ReversePayloadBytes,

    /// <summary>Seconds since 1970, perhaps with a fraction, or a date and time.</summary>
    Start, End, Received,

    /// <summary>Seconds, perhaps with a fraction.</summary>
    Duration,

    /// <summary>Letters or a number; of a connection in Zeek's letters.</summary>
    TcpFlags, History,

    Tos, Application, ForwardingStatus, RoundTripMilliseconds,

    /// <summary>ACCEPT or REJECT.</summary>
    Action,

    /// <summary>A number, ingress or egress.</summary>
    Direction,

    /// <summary>SRC or DEST: the side that saw it.</summary>
    Reporter,

    /// <summary>Where 0 is nothing.</summary>
    InInterface, OutInterface, SrcAs, DstAs, SrcPrefix, DstPrefix, Vlan, DstVlan, SrcMac, DstMac, NextHop, BgpNextHop, Sampler,

    /// <summary>label-class-bottom.</summary>
    MplsLabel1, MplsLabel2, MplsLabel3,

    /// <summary>OK, NODATA or SKIPDATA.</summary>
    LogStatus,
}
