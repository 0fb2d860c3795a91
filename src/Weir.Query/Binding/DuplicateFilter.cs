using Weir.Flows.Columns;

namespace Weir.Query.Binding;

/// <summary>Records that tell of packets which others tell of are left out of answers, unless the filter speaks of them.</summary>
public static class DuplicateFilter
{
    private static readonly NotPredicate Counts = new(new NumberPredicate(FlowColumns.IsDuplicate, [new(1, 1)]));

    /// <summary>The filter without duplicates; as it is where it tests <c>is_duplicate</c> itself.</summary>
    public static Predicate WithoutDuplicates(Predicate filter) => Asks(filter) ? filter : filter is EverythingPredicate ? Counts : new AndPredicate(filter, Counts);

    private static bool Asks(Predicate filter) => filter switch
    {
        AndPredicate and => Asks(and.Left) || Asks(and.Right),
        OrPredicate or => Asks(or.Left) || Asks(or.Right),
        NotPredicate not => Asks(not.Operand),
        NumberPredicate numbers => numbers.Column == FlowColumns.IsDuplicate,
        BitsPredicate bits => bits.Column == FlowColumns.IsDuplicate,
        _ => false,
    };
}
