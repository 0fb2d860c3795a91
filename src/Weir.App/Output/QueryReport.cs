using Weir.Flows.Columns;
using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>Turns the answer of an archive into a report.</summary>
internal static class QueryReport
{
    public static ReportColumn Column(ResultColumn column) => new(column.Name, column switch
    {
        { Name: "bytes" } => ValueKind.Octets,
        { Name: "packets" or "flows" } => ValueKind.Count,
        { Type: LogicalType.Time } => ValueKind.Time,
        { Type: LogicalType.Address or LogicalType.Mac or LogicalType.Text } => ValueKind.Text,
        _ when ReferenceEquals(column.Column, FlowColumns.Proto) => ValueKind.Protocol,
        _ when ReferenceEquals(column.Column, FlowColumns.TcpFlags) => ValueKind.TcpFlags,
        _ => ValueKind.Number,
    });

    public static object? Value(ResultValue value, LogicalType type)
    {
        if (value.IsNull) return null;
        return type switch
        {
            LogicalType.Address => value.Address,
            LogicalType.Mac => value.Mac,
            LogicalType.Time => value.TimeNs,
            LogicalType.Text => value.Text,
            _ => value.Unsigned,
        };
    }

    public static object?[] Row(QueryResult result, ResultValue[] row) => [.. row.Select((value, index) => Value(value, result.Columns[index].Type))];
}
