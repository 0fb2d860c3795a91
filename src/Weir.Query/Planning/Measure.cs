using Weir.Flows.Columns;
using Weir.Query.Results;
using Weir.Query.Syntax;

namespace Weir.Query.Planning;

/// <summary>What is worked out over the records of a group. <see cref="MeasureText"/> reads and names them.</summary>
public abstract record Measure
{
    /// <summary>Layer-3 octets.</summary>
    public static Measure Bytes { get; } = new SumMeasure(FlowColumns.Bytes);

    /// <summary>Packets.</summary>
    public static Measure Packets { get; } = new SumMeasure(FlowColumns.Packets);

    /// <summary>Records.</summary>
    public static Measure Flows { get; } = new CountMeasure();

    /// <summary>What an answer has where nothing is said.</summary>
    public static IReadOnlyList<Measure> Default { get; } = [Bytes, Packets, Flows];

    /// <summary>As people write it; also the column's name in answers.</summary>
    public abstract string Name { get; }

    /// <summary>What its values are.</summary>
    public abstract ResultType Type { get; }

    /// <summary>Whether the values of groups add up to that of all.</summary>
    public virtual bool IsAdditive => false;

    /// <inheritdoc/>
    public sealed override string ToString() => Name;
}

/// <summary>The sum of a column, scaled by the sampling rate of each record where the plan says so; beyond 64 bits it stops at the largest value.</summary>
/// <param name="Column">A column whose role is <see cref="ColumnRole.Measure"/>.</param>
public sealed record SumMeasure(FlowColumn Column) : Measure
{
    /// <inheritdoc/>
    public override string Name => Column.Name;

    /// <inheritdoc/>
    public override ResultType Type => ResultType.Unsigned;

    /// <inheritdoc/>
    public override bool IsAdditive => true;
}

/// <summary>How many records there are. They are never scaled: how many flows no packet was sampled of nobody knows.</summary>
public sealed record CountMeasure : Measure
{
    /// <inheritdoc/>
    public override string Name => "flows";

    /// <inheritdoc/>
    public override ResultType Type => ResultType.Unsigned;

    /// <inheritdoc/>
    public override bool IsAdditive => true;
}

/// <summary>
/// Bits or packets per second, octets per packet. In a bucket of time seconds are the bucket's; elsewhere those from the group's first
/// packet to its last, as nfdump has it.
/// </summary>
public sealed record RatioMeasure(DerivedMeasure Of) : Measure
{
    /// <inheritdoc/>
    public override string Name => DerivedName.Of(Of);

    /// <inheritdoc/>
    public override ResultType Type => Of == DerivedMeasure.Duration ? ResultType.Duration : ResultType.Real;
}

/// <summary>How many different values there are; records without one do not count.</summary>
/// <param name="Of">Values of what.</param>
/// <param name="IsExact">Counted one by one, at the cost of memory for each; otherwise by HyperLogLog, some percent off (Heule, Nunkesser, Hall 2013).</param>
public sealed record DistinctMeasure(Dimension Of, bool IsExact = false) : Measure
{
    /// <inheritdoc/>
    public override string Name => $"{(IsExact ? MeasureText.ExactWord : MeasureText.DistinctWord)}({Of.Name})";

    /// <inheritdoc/>
    public override ResultType Type => ResultType.Unsigned;
}

/// <summary>
/// Half the width of the 95 % confidence interval of a sum that was scaled: with one packet in N sampled independently, the sum of
/// N·x over sampled packets has the unbiased variance estimate of the sum of N·(N−1)·x² (Horvitz and Thompson 1952; Duffield, Lund,
/// Thorup, "Learn more, sample less", IEEE Trans. Inf. Theory 51, 2005). A record tells n packets and their octets b, so that its packets
/// count as n of b/n octets: N·(N−1)·b²/n, and N·(N−1)·n of packets. For packets this is the sFlow rule of 196·√(1/n) percent.
/// </summary>
/// <param name="Of">Bytes or packets.</param>
public sealed record ErrorMeasure(SumMeasure Of) : Measure
{
    /// <inheritdoc/>
    public override string Name => Of.Name + MeasureText.ErrorSuffix;

    /// <inheritdoc/>
    public override ResultType Type => ResultType.Real;
}

/// <summary>The first or the last packet of a group.</summary>
public sealed record MomentMeasure(bool IsLast) : Measure
{
    /// <inheritdoc/>
    public override string Name => IsLast ? "last" : "first";

    /// <inheritdoc/>
    public override ResultType Type => ResultType.Time;
}
