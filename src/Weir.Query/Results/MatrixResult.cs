using Weir.Query.Planning;

namespace Weir.Query.Results;

/// <summary>A measure of two dimensions crosswise.</summary>
/// <param name="RowDimensions">What rows are of.</param>
/// <param name="ColumnDimensions">What columns are of.</param>
/// <param name="Measure">What the cells are.</param>
/// <param name="Rows">The groups that have rows.</param>
/// <param name="Columns">The groups that have columns.</param>
/// <param name="Cells">By row and column; behind the last row all others together, behind the last column too. None where there are no records.</param>
/// <param name="Totals">Over all records that match.</param>
public sealed record MatrixResult(
    IReadOnlyList<ResultColumn> RowDimensions, IReadOnlyList<ResultColumn> ColumnDimensions, Measure Measure,
    IReadOnlyList<ResultValue[]> Rows, IReadOnlyList<ResultValue[]> Columns, ResultValue[,] Cells, QueryTotals Totals);
