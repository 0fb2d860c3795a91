using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Syntax;

namespace Weir.Storage.Rollups;

/// <summary>Which questions sums can answer exactly: by columns that they are by, of bytes, packets and records.</summary>
internal static class RollupFit
{
    /// <summary>The columns that a plan needs.</summary>
    /// <param name="plan">What is asked.</param>
    /// <param name="isBucketed">Whether its rates are of buckets of time.</param>
    /// <returns><see langword="null"/> where only records answer it.</returns>
    internal static IReadOnlySet<FlowColumn>? Needed(QueryPlan plan, bool isBucketed)
    {
        var columns = new HashSet<FlowColumn>();
        bool fits = plan.IsGrouped
            && plan.Dimensions.All(dimension => Fits(dimension, columns))
            && plan.Measures.All(measure => Fits(measure, plan.Scale, isBucketed || plan.Dimensions.Any(static dimension => dimension is TimeDimension), columns))
            && Fits(plan.Filter, columns);
        columns.Remove(FlowColumns.SamplingRate); // all have it
        return fits ? columns : null;
    }

    private static bool Fits(Dimension dimension, HashSet<FlowColumn> columns)
    {
        switch (dimension)
        {
            case ColumnDimension column: columns.Add(column.Column); return true;
            case PrefixDimension prefix: columns.Add(prefix.Column); return true;
            case TimeDimension: return true;
            default: return false;
        }
    }

    private static bool Fits(Measure measure, bool scale, bool isBucketed, HashSet<FlowColumn> columns) => measure switch
    {
        SumMeasure sum => sum.Column == FlowColumns.Bytes || sum.Column == FlowColumns.Packets,
        CountMeasure => true,
        RatioMeasure ratio => ratio.Of == DerivedMeasure.BytesPerPacket || (isBucketed && ratio.Of != DerivedMeasure.Duration),
        // Different values are the same ones among sums.
        DistinctMeasure { Of: ColumnDimension or PrefixDimension } distinct => Fits(distinct.Of, columns),
        ErrorMeasure => !scale,
        _ => false,
    };

    // What is not known here is not known to be answered.
    private static bool Fits(Predicate filter, HashSet<FlowColumn> columns) => filter switch
    {
        EverythingPredicate => true,
        NotPredicate when ReferenceEquals(filter, DuplicateFilter.Counts) => true,
        AndPredicate and => Fits(and.Left, columns) && Fits(and.Right, columns),
        OrPredicate or => Fits(or.Left, columns) && Fits(or.Right, columns),
        NotPredicate not => Fits(not.Operand, columns),
        NumberPredicate numbers => Fits(new ColumnDimension(numbers.Column), columns),
        AddressPredicate addresses => Fits(new ColumnDimension(addresses.Column), columns),
        TextPredicate texts => Fits(new ColumnDimension(texts.Column), columns),
        PatternPredicate pattern => Fits(new ColumnDimension(pattern.Column), columns),
        ColumnsPredicate both => Fits(new ColumnDimension(both.Left), columns) && Fits(new ColumnDimension(both.Right), columns),
        BitsPredicate bits => Fits(new ColumnDimension(bits.Column), columns),
        _ => false,
    };
}
