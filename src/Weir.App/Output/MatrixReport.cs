using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>A matrix as a report: for people crosswise, for programs a row for each cell that has a value.</summary>
internal static class MatrixReport
{
    public static Report Of(MatrixResult result, OutputFormat format) => format == OutputFormat.Table ? ForPeople(result) : ForPrograms(result);

    private static Report ForPeople(MatrixResult result)
    {
        var measure = new ResultColumn(result.Measure);
        ValueKind kind = QueryReport.Column(measure).Kind;
        bool hasOtherColumn = Enumerable.Range(0, result.Cells.GetLength(0)).Any(row => !result.Cells[row, result.Columns.Count].IsNull);
        bool hasOtherRow = Enumerable.Range(0, result.Cells.GetLength(1)).Any(column => !result.Cells[result.Rows.Count, column].IsNull);
        int across = result.Columns.Count + (hasOtherColumn ? 1 : 0);
        string corner = $"{string.Join(", ", result.RowDimensions.Select(static column => column.Name))} \\ {string.Join(", ", result.ColumnDimensions.Select(static column => column.Name))}";
        return new(
            [
                new(corner, ValueKind.Text),
                .. Enumerable.Range(0, across).Select(column => new ReportColumn(column < result.Columns.Count ? GroupText.Of(result.ColumnDimensions, result.Columns[column]) : GroupText.Others, kind)),
            ],
            Enumerable.Range(0, result.Rows.Count + (hasOtherRow ? 1 : 0)).Select(row => (object?[])
            [
                row < result.Rows.Count ? GroupText.Of(result.RowDimensions, result.Rows[row]) : GroupText.Others,
                .. Enumerable.Range(0, across).Select(column => QueryReport.Value(result.Cells[row, column], measure)),
            ]))
        {
            Footnote = SamplingNote.Of(result.Totals) is { } note ? $"{result.Measure.Name}\n{note}" : result.Measure.Name,
        };
    }

    // All others have no values of the dimensions, as groups without values have; so each cell says of which it is.
    private static Report ForPrograms(MatrixResult result)
    {
        var measure = new ResultColumn(result.Measure);
        return new(
            [
                .. result.RowDimensions.Select(column => QueryReport.Column(column) with { Name = "row_" + column.Name }), new("row_is_other", ValueKind.Number),
                .. result.ColumnDimensions.Select(column => QueryReport.Column(column) with { Name = "column_" + column.Name }), new("column_is_other", ValueKind.Number),
                QueryReport.Column(measure),
            ],
            Cells());

        IEnumerable<object?[]> Cells()
        {
            for (int row = 0; row < result.Cells.GetLength(0); row++)
            {
                for (int column = 0; column < result.Cells.GetLength(1); column++)
                {
                    if (result.Cells[row, column].IsNull) continue;
                    yield return
                    [
                        .. Group(result.RowDimensions, result.Rows, row), row == result.Rows.Count,
                        .. Group(result.ColumnDimensions, result.Columns, column), column == result.Columns.Count,
                        QueryReport.Value(result.Cells[row, column], measure),
                    ];
                }
            }
        }
    }

    private static IEnumerable<object?> Group(IReadOnlyList<ResultColumn> dimensions, IReadOnlyList<ResultValue[]> groups, int at) =>
        dimensions.Select((column, i) => at < groups.Count ? QueryReport.Value(groups[at][i], column) : null);
}
