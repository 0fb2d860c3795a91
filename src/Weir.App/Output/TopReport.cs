using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>Groups as a report. People see each group's share, what the others have and the totals; programs get the columns alone.</summary>
internal static class TopReport
{
    /// <param name="result">The answer.</param>
    /// <param name="order">What orders it: its share of all is shown where it adds up.</param>
    /// <param name="format">Who reads it.</param>
    public static Report Of(QueryResult result, Measure order, OutputFormat format)
    {
        ReportColumn[] columns = [.. result.Columns.Select(QueryReport.Column)];
        IEnumerable<object?[]> rows = result.Rows.Select(row => QueryReport.Row(result, row));
        if (format != OutputFormat.Table || result.Whole.Count == 0) return new(columns, rows);

        int measures = columns.Length - result.Whole.Count;
        string[] footer = [.. columns.Select((column, index) => index < measures ? "" : ValueText.Of(QueryReport.Value(result.Whole[index - measures], result.Columns[index]), column.Kind)), ""];
        ResultValue[]? others = measures > 0 ? result.Others() : null;
        if (measures > 0) footer[0] = "total";
        int shared = Enumerable.Range(measures, result.Whole.Count).FirstOrDefault(index => result.Columns[index].Measure == order && order.IsAdditive, -1);
        double all = shared < 0 ? 0 : result.Whole[shared - measures].Unsigned;
        object?[] With(object?[] row, ResultValue[] values) => shared < 0 ? row : [.. row, all == 0 ? null : values[shared].Unsigned / all];
        IEnumerable<object?[]> shown = result.Rows.Select(row => With(QueryReport.Row(result, row), row));
        if (others is not null)
        {
            object?[] row = QueryReport.Row(result, others);
            row[0] = new OtherGroups();
            shown = shown.Append(With(row, others));
        }

        return new(shared < 0 ? columns : [.. columns, new("share", ValueKind.Share)], shown)
        {
            Totals = measures == 0 ? null : shared < 0 ? footer[..^1] : footer,
            Footnote = SamplingNote.Of(result.Totals),
        };
    }
}

/// <summary>Stands in a dimension's place in the row of all groups that are not shown.</summary>
internal sealed record OtherGroups
{
    /// <inheritdoc/>
    public override string ToString() => "other";
}
