using System.Text;
using Weir.App.Output;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Tailing;

/// <summary>Writes records as they come: the values of <c>weir flows</c>, in columns whose widths are known before the values are.</summary>
/// <param name="columns">Columns shown; empty means a summary in a table, all elsewhere.</param>
/// <param name="format">How.</param>
/// <param name="output">Where to.</param>
internal sealed class TailWriter(IReadOnlyList<Dimension> columns, TailFormat format, TextWriter output)
{
    private const string Gap = "  ";

    private readonly FlowColumn[] _columns = [.. columns.Count > 0 ? columns.OfType<ColumnDimension>().Select(static each => each.Column) : FlowColumns.All];
    private bool _hasHeading;

    /// <summary>Writes rows of a batch, the first ones.</summary>
    public void Write(FlowBatch batch, int count)
    {
        var result = new QueryResult(
            [.. _columns.Select(static column => new ResultColumn((Dimension)column))],
            [.. Enumerable.Range(0, count).Select(row => _columns.Select(column => BatchValue.Of(batch, column, row)).ToArray())],
            default);
        Write(result);
    }

    /// <summary>Writes the rows of an answer that has these columns.</summary>
    public void Write(QueryResult result)
    {
        Report report = format == TailFormat.Table && columns.Count == 0
            ? FlowReport.ForPeople(result)
            : new([.. result.Columns.Select(QueryReport.Column)], result.Rows.Select(row => QueryReport.Row(result, row)));
        if (format == TailFormat.Ndjson) ReportWriter.Write(report, OutputFormat.Ndjson, output);
        else WriteLines(report);
    }

    private void WriteLines(Report report)
    {
        int[] widths = [.. report.Columns.Select(static column => Math.Max(column.Name.Length, WidthOf(column.Kind)))];
        if (!_hasHeading) WriteLine(report, widths, [.. report.Columns.Select(static column => column.Name)]);
        _hasHeading = true;
        foreach (object?[] row in report.Rows)
            WriteLine(report, widths, [.. row.Select((value, index) => ValueText.Of(value, report.Columns[index].Kind))]);
        output.Flush();
    }

    private void WriteLine(Report report, int[] widths, string[] values)
    {
        var line = new StringBuilder();
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0) line.Append(Gap);
            bool isLeft = report.Columns[i].Kind is ValueKind.Text or ValueKind.Time or ValueKind.Protocol;
            line.Append(isLeft ? values[i].PadRight(widths[i]) : values[i].PadLeft(widths[i]));
        }

        output.Write(line.ToString().TrimEnd() + "\n");
    }

    // What most values fit in; a longer one moves its line.
    private static int WidthOf(ValueKind kind) => kind switch
    {
        ValueKind.Time => 24,
        ValueKind.Text => 21,
        ValueKind.Duration => 10,
        ValueKind.Protocol => 5,
        ValueKind.Octets => 8,
        ValueKind.TcpFlags => 8,
        _ => 7,
    };
}
