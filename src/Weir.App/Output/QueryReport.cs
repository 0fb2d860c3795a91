using Weir.Flows.Columns;
using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>Turns the answer of an archive into a report.</summary>
internal static class QueryReport
{
    public static ReportColumn Column(ResultColumn column) => new(column.Name, column switch
    {
        { Name: "bytes" or "bytes_in" or "bytes_out" or "bytes_error" } => ValueKind.Octets,
        { Type: ResultType.Unsigned, Dimension: null } or { Name: "packets", Column: not null } => ValueKind.Count,
        { Type: ResultType.Real } => ValueKind.Count,
        { Type: ResultType.Time } => ValueKind.Time,
        { Type: ResultType.Duration } => ValueKind.Duration,
        { Type: ResultType.Address or ResultType.Prefix or ResultType.Mac or ResultType.Text } => ValueKind.Text,
        _ when ReferenceEquals(column.Column, FlowColumns.Proto) => ValueKind.Protocol,
        _ when ReferenceEquals(column.Column, FlowColumns.TcpFlags) => ValueKind.TcpFlags,
        _ => ValueKind.Number,
    });

    /// <summary>The rows as they are, and a note where sums were scaled.</summary>
    public static Report Of(QueryResult result) =>
        new([.. result.Columns.Select(Column)], result.Rows.Select(row => Row(result, row))) { Footnote = SamplingNote.Of(result.Totals) };

    public static object? Value(ResultValue value, ResultColumn column)
    {
        if (value.IsNull) return null;
        return column.Type switch
        {
            ResultType.Address => value.Address,
            ResultType.Prefix => column.PrefixText(value.Address),
            ResultType.Mac => value.Mac,
            ResultType.Time => value.TimeNs,
            ResultType.Signed or ResultType.Duration => value.Signed,
            ResultType.Wide => value.Wide,
            ResultType.Real => value.Real,
            ResultType.Boolean => value.IsTrue,
            ResultType.Text => value.Text,
            _ => value.Unsigned,
        };
    }

    public static object?[] Row(QueryResult result, ResultValue[] row)
    {
        var values = new object?[row.Length];
        for (int column = 0; column < row.Length; column++) values[column] = Value(row[column], result.Columns[column]);
        return values;
    }
}
