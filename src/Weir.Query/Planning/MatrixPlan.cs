namespace Weir.Query.Planning;

/// <summary>What is to be asked for two dimensions crosswise: the largest groups of each, then one measure of every cell.</summary>
/// <param name="Rows">The groups that have rows.</param>
/// <param name="Columns">The groups that have columns; of the same records, by the same measure.</param>
public sealed record MatrixPlan(QueryPlan Rows, QueryPlan Columns)
{
    /// <summary>The measure of the cells.</summary>
    public Measure Measure => Rows.OrderMeasure!;
}
