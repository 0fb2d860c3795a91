using Weir.Flows.Columns;
using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>Turns the answer of an archive into a report.</summary>
internal static class QueryReport
{
    public static ReportColumn Column(ResultColumn column) => new(column.Name, column switch
    {
        { Name: "bytes" } => ValueKind.Octets,
        { Measure: not null, Type: ResultType.Unsigned } or { Name: "packets", Column: not null } => ValueKind.Count,
        { Type: ResultType.Real } => ValueKind.Count,
        { Type: ResultType.Time } => ValueKind.Time,
        { Type: ResultType.Duration } => ValueKind.Duration,
        { Type: ResultType.Address or ResultType.Prefix or ResultType.Mac or ResultType.Text } => ValueKind.Text,
        _ when ReferenceEquals(column.Column, FlowColumns.Proto) => ValueKind.Protocol,
        _ when ReferenceEquals(column.Column, FlowColumns.TcpFlags) => ValueKind.TcpFlags,
        _ => ValueKind.Number,
    });

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
            ResultType.Real => value.Real,
            ResultType.Boolean => value.IsTrue,
            ResultType.Text => value.Text,
            _ => value.Unsigned,
        };
    }

    public static object?[] Row(QueryResult result, ResultValue[] row) => [.. row.Select((value, index) => Value(value, result.Columns[index]))];
}
