namespace Weir.Wire.Elements;

/// <summary>
/// Elements of Weir's own for how TCP connections fared, which no registered element says; and their reverse.
/// </summary>
public static class TcpElements
{
    public const ushort TcpRoundTripMicroseconds = 1;
    public const ushort TcpServerRoundTripMicroseconds = 2;
    public const ushort TcpRetransmissionDeltaCount = 3;
    public const ushort TcpOutOfOrderDeltaCount = 4;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<InformationElement> All { get; } =
    [
        new(TcpRoundTripMicroseconds, WeirElements.Pen, "tcpRoundTripMicroseconds", AbstractDataType.Unsigned32, DataTypeSemantics.Quantity, "microseconds"),
        new(TcpServerRoundTripMicroseconds, WeirElements.Pen, "tcpServerRoundTripMicroseconds", AbstractDataType.Unsigned32, DataTypeSemantics.Quantity, "microseconds"),
        new(TcpRetransmissionDeltaCount, WeirElements.Pen, "tcpRetransmissionDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
        new(TcpOutOfOrderDeltaCount, WeirElements.Pen, "tcpOutOfOrderDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
        new(TcpRetransmissionDeltaCount | WeirElements.ReverseBit, WeirElements.Pen, "reverseTcpRetransmissionDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
        new(TcpOutOfOrderDeltaCount | WeirElements.ReverseBit, WeirElements.Pen, "reverseTcpOutOfOrderDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
    ];
}
