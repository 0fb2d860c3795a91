namespace Weir.Wire.Elements;

/// <summary>What the Linux firewall knows of packets and connections.</summary>
public static class NetfilterElements
{
    public const ushort PacketMark = 64;
    public const ushort ConntrackZone = 65;
    public const ushort ConntrackLabels = 66;
    public const ushort ConntrackLabelsUpper = 67;
    public const ushort ConntrackTcpState = 68;
    public const ushort LogPrefix = 69;

    /// <summary>All of them in the order of their numbers.</summary>
    public static IReadOnlyList<InformationElement> All { get; } =
    [
        new(PacketMark, WeirElements.Pen, "netfilterMark", AbstractDataType.Unsigned32, DataTypeSemantics.Flags),
        new(ConntrackZone, WeirElements.Pen, "conntrackZone", AbstractDataType.Unsigned16, DataTypeSemantics.Identifier),
        new(ConntrackLabels, WeirElements.Pen, "conntrackLabels", AbstractDataType.Unsigned64, DataTypeSemantics.Flags),
        new(ConntrackLabelsUpper, WeirElements.Pen, "conntrackLabelsUpper", AbstractDataType.Unsigned64, DataTypeSemantics.Flags),
        new(ConntrackTcpState, WeirElements.Pen, "conntrackTcpState", AbstractDataType.Unsigned8, DataTypeSemantics.Identifier),
        new(LogPrefix, WeirElements.Pen, "netfilterLogPrefix", AbstractDataType.String),
    ];
}
