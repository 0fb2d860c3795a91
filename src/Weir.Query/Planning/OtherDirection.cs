using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Wire.Primitives;

namespace Weir.Query.Planning;

/// <summary>A question about the other direction: what it says of sources it says of destinations then, and the reverse; so of interfaces.</summary>
public static class OtherDirection
{
    /// <summary>The filter of what comes back.</summary>
    public static Predicate Of(Predicate filter) => filter switch
    {
        AndPredicate and => new AndPredicate(Of(and.Left), Of(and.Right)),
        OrPredicate or => new OrPredicate(Of(or.Left), Of(or.Right)),
        NotPredicate not => new NotPredicate(Of(not.Operand)),
        NumberPredicate test => test with { Column = Of(test.Column) },
        AddressPredicate test => test with { Column = Of(test.Column) },
        TextPredicate test => test with { Column = Of(test.Column) },
        PatternPredicate test => test with { Column = Of(test.Column) },
        ColumnsPredicate test => test with { Left = Of(test.Left), Right = Of(test.Right) },
        BitsPredicate test => test with { Column = Of(test.Column) },
        // A rate or a length of time has no direction.
        _ => filter,
    };

    /// <summary>What its records are grouped by.</summary>
    public static Dimension Of(Dimension dimension) => dimension switch
    {
        ColumnDimension column => column with { Column = Of(column.Column) },
        PrefixDimension prefix => prefix with { Column = (FlowColumn<IpAddress>)Of(prefix.Column) },
        _ => dimension,
    };

    private static FlowColumn Of(FlowColumn column) => OppositeColumns.Of(column) ?? column;
}
