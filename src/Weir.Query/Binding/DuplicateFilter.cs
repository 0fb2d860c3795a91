using Weir.Flows.Columns;

namespace Weir.Query.Binding;

/// <summary>Records that tell of packets which others tell of are left out of answers, unless the filter speaks of them.</summary>
public static class DuplicateFilter
{
    private static readonly NumberPredicate IsOne = new(FlowColumns.IsDuplicate, [new(1, 1)]);

    /// <summary>What leaves them out. Sums that are kept are without them, so that they answer it too.</summary>
    public static Predicate Counts { get; } = new NotPredicate(IsOne);

    /// <summary>The filter with duplicates: it speaks of them, so that nothing that is without them answers it.</summary>
    public static Predicate WithDuplicates(Predicate filter) => new AndPredicate(filter, new OrPredicate(IsOne, Counts));

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
