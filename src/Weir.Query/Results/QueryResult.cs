namespace Weir.Query.Results;

/// <summary>An answer: rows in order, one value for each column, and the totals they are a part of.</summary>
public sealed record QueryResult(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<ResultValue[]> Rows, QueryTotals Totals);
