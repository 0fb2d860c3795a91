namespace Weir.Wire.Elements;

/// <summary>
/// Elements of Weir's own for what the Linux firewall knows of packets and connections, and no registered element says. The enterprise number
/// is the one that RFC 5612 keeps for documentation, until Weir has one of its own; numbers 64 to 79 of it are these.
/// </summary>
public static class NetfilterElements
{
    /// <summary>Private enterprise number of Weir's own elements.</summary>
    public const uint Pen = 32473;

    public const ushort PacketMark = 64;
    public const ushort ConntrackZone = 65;
    public const ushort ConntrackLabels = 66;
    public const ushort ConntrackLabelsUpper = 67;
    public const ushort ConntrackTcpState = 68;

    /// <summary>All of them in the order of their numbers.</summary>
    public static IReadOnlyList<InformationElement> All { get; } =
    [
        new(PacketMark, Pen, "netfilterMark", AbstractDataType.Unsigned32, DataTypeSemantics.Flags),
        new(ConntrackZone, Pen, "conntrackZone", AbstractDataType.Unsigned16, DataTypeSemantics.Identifier),
        new(ConntrackLabels, Pen, "conntrackLabels", AbstractDataType.Unsigned64, DataTypeSemantics.Flags),
        new(ConntrackLabelsUpper, Pen, "conntrackLabelsUpper", AbstractDataType.Unsigned64, DataTypeSemantics.Flags),
        new(ConntrackTcpState, Pen, "conntrackTcpState", AbstractDataType.Unsigned8, DataTypeSemantics.Identifier),
    ];
}
