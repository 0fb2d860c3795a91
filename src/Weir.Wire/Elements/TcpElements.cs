namespace Weir.Wire.Elements;

/// <summary>
/// Elements of Weir's own for how TCP connections fared, which no registered element says: numbers 1 to 63 of Weir's, and their reverse.
/// </summary>
public static class TcpElements
{
    /// <summary>Private enterprise number of Weir's own elements.</summary>
    public const uint Pen = NetfilterElements.Pen;

    /// <summary>Set in the number of the same element of a biflow's other direction (RFC 5103 section 6.2 leaves this to the enterprise).</summary>
    public const ushort ReverseBit = 0x4000;

    public const ushort TcpRoundTripMicroseconds = 1;
    public const ushort TcpServerRoundTripMicroseconds = 2;
    public const ushort TcpRetransmissionDeltaCount = 3;
    public const ushort TcpOutOfOrderDeltaCount = 4;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<InformationElement> All { get; } =
    [
        new(TcpRoundTripMicroseconds, Pen, "tcpRoundTripMicroseconds", AbstractDataType.Unsigned32, DataTypeSemantics.Quantity, "microseconds"),
        new(TcpServerRoundTripMicroseconds, Pen, "tcpServerRoundTripMicroseconds", AbstractDataType.Unsigned32, DataTypeSemantics.Quantity, "microseconds"),
        new(TcpRetransmissionDeltaCount, Pen, "tcpRetransmissionDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
        new(TcpOutOfOrderDeltaCount, Pen, "tcpOutOfOrderDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
        new(TcpRetransmissionDeltaCount | ReverseBit, Pen, "reverseTcpRetransmissionDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
        new(TcpOutOfOrderDeltaCount | ReverseBit, Pen, "reverseTcpOutOfOrderDeltaCount", AbstractDataType.Unsigned32, DataTypeSemantics.DeltaCounter, "packets"),
    ];

    /// <summary>The element of that number, or <see langword="null"/>.</summary>
    public static InformationElement? Find(ushort id)
    {
        foreach (InformationElement element in All)
        {
            if (element.Id == id) return element;
        }

        return null;
    }
}
