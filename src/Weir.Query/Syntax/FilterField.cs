using Weir.Flows.Columns;

namespace Weir.Query.Syntax;

/// <summary>What a phrase of the filter language names: columns any of which may match, or a measure that is worked out.</summary>
/// <param name="Phrase">The words, in lower case with one space between.</param>
/// <param name="Columns">One column, or source and destination when no direction was said.</param>
/// <param name="Derived">The measure worked out from columns, where that is what is named.</param>
public sealed record FilterField(string Phrase, IReadOnlyList<FlowColumn> Columns, DerivedMeasure? Derived = null);

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
