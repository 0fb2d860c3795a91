using Weir.Flows.Columns;

namespace Weir.Query.Syntax;

/// <summary>What a phrase of the filter language names: columns any of which may match, or a measure that is worked out.</summary>
/// <param name="Phrase">The words, in lower case with one space between.</param>
/// <param name="Columns">One column, or source and destination when no direction was said.</param>
/// <param name="Derived">The measure worked out from columns, where that is what is named.</param>
public sealed record FilterField(string Phrase, IReadOnlyList<FlowColumn> Columns, DerivedMeasure? Derived = null)
{
    /// <summary>Whether all columns must match, and not any: <c>src and dst port</c>.</summary>
    public bool IsAll { get; init; }

    /// <summary>Low bits of the column that the field leaves out: 2 for <c>dscp</c>, the rest of the traffic class (RFC 2474 section 3).</summary>
    public int DroppedBits { get; init; }

    /// <summary>What it is, in a line.</summary>
    public string Meaning => Derived switch
    {
        DerivedMeasure.Duration => "from the first packet to the last",
        DerivedMeasure.BitsPerSecond => "bits per second over the flow's duration",
        DerivedMeasure.PacketsPerSecond => "packets per second over the flow's duration",
        DerivedMeasure.BytesPerPacket => "octets per packet",
        _ => DroppedBits > 0 ? "differentiated services code point" : string.Join(IsAll ? "; and " : "; or ", Columns.Select(static column => column.Description)),
    };
}

/// <summary>Measures that no column holds.</summary>
public enum DerivedMeasure : byte
{
    /// <summary>From the first packet to the last; in filters a number without unit is milliseconds.</summary>
    Duration,

    /// <summary>Bits per second over the flow's duration.</summary>
    BitsPerSecond,

    /// <summary>Packets per second over the flow's duration.</summary>
    PacketsPerSecond,

    /// <summary>Bytes per packet.</summary>
    BytesPerPacket,
}
