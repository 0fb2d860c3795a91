namespace Weir.Query.Results;

/// <summary>An answer: rows in order, one value for each column, and the totals they are a part of.</summary>
public sealed record QueryResult(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<ResultValue[]> Rows, QueryTotals Totals)
{
    /// <summary>Each measure of the plan over all records that match; empty where there is no file to read.</summary>
    public IReadOnlyList<ResultValue> Whole { get; init; } = [];

    /// <summary>
    /// What the groups that are not among the rows have together, one value for each column: none for dimensions and for measures that do
    /// not add up. <see langword="null"/> where all groups are there.
    /// </summary>
    public ResultValue[]? Others()
    {
        int first = Columns.Count - Whole.Count;
        if (first < 0 || Whole.Count == 0) return null;
        var others = new ResultValue[Columns.Count];
        bool any = false;
        for (int i = first; i < Columns.Count; i++)
        {
            if (Columns[i].Measure is not { IsAdditive: true }) continue;
            UInt128 given = 0;
            foreach (ResultValue[] row in Rows) given += row[i].Unsigned;
            ulong rest = given >= Whole[i - first].Unsigned ? 0 : Whole[i - first].Unsigned - (ulong)given;
            others[i] = ResultValue.Of(rest);
            any |= rest > 0;
        }

        return any ? others : null;
    }
}
