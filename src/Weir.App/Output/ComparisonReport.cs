using System.Globalization;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>Groups beside what they were in the time before.</summary>
internal static class ComparisonReport
{
    /// <param name="now">The groups.</param>
    /// <param name="before">The measures of each in the time before; none where it had no record.</param>
    /// <param name="order">The measure whose change is told.</param>
    public static Report Of(QueryResult now, IReadOnlyList<ResultValue[]> before, Measure order)
    {
        var columns = new List<ReportColumn>();
        foreach (ResultColumn column in now.Columns)
        {
            ReportColumn shown = QueryReport.Column(column);
            columns.Add(shown);
            if (column.Measure is not null) columns.Add(shown with { Name = column.Name + "_before" });
        }

        columns.Add(new(order.Name + "_change", ValueKind.Change));
        return new(columns, now.Rows.Zip(before, (row, earlier) => Row(now, row, earlier, order))) { Footnote = SamplingNote.Of(now.Totals) };
    }

    private static object?[] Row(QueryResult result, ResultValue[] row, ResultValue[] earlier, Measure order)
    {
        var values = new List<object?>();
        object? change = null;
        int measure = 0;
        for (int i = 0; i < row.Length; i++)
        {
            ResultColumn column = result.Columns[i];
            object? value = QueryReport.Value(row[i], column);
            values.Add(value);
            if (column.Measure is null) continue;
            object? then = QueryReport.Value(earlier[measure++], column);
            values.Add(then);
            if (column.Measure == order && value is not null && then is not null) change = Change(Convert.ToDouble(value, CultureInfo.InvariantCulture), Convert.ToDouble(then, CultureInfo.InvariantCulture));
        }

        return [.. values, change];
    }

    private static object? Change(double now, double then) => then == 0 ? null : (now - then) / then;
}
