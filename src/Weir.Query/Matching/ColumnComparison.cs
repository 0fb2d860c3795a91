using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Matching;

/// <summary>Compares the values of two columns in a row where both have one.</summary>
internal static class ColumnComparison
{
    internal static bool Matches(ColumnsPredicate test, FlowBatch batch, int row)
    {
        int order = test.Left switch
        {
            FlowColumn<IpAddress> left => batch.Column(left)[row].CompareTo(batch.Column((FlowColumn<IpAddress>)test.Right)[row]),
            FlowColumn<BatchText> left => batch.Text(left, row).SequenceCompareTo(batch.Text((FlowColumn<BatchText>)test.Right, row)),
            _ => RecordFilter.Number(batch, test.Left, row).CompareTo(RecordFilter.Number(batch, test.Right, row)),
        };
        return test.Operator switch
        {
            TermOperator.Less => order < 0,
            TermOperator.LessOrEqual => order <= 0,
            TermOperator.Greater => order > 0,
            TermOperator.GreaterOrEqual => order >= 0,
            _ => order == 0,
        };
    }
}
