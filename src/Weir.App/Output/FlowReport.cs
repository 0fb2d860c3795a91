using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.App.Output;

/// <summary>Flow records as people read them: one line that tells the story of a flow and fits a terminal.</summary>
internal static class FlowReport
{
    /// <summary>What <see cref="ForPeople"/> reads of an answer.</summary>
    public static IReadOnlyList<Dimension> Columns { get; } =
    [
        FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs, FlowColumns.Proto, FlowColumns.SrcAddr, FlowColumns.SrcPort, FlowColumns.DstAddr, FlowColumns.DstPort,
        FlowColumns.TcpFlags, FlowColumns.IcmpType, FlowColumns.IcmpCode, FlowColumns.Packets, FlowColumns.Bytes,
    ];

    public static Report ForPeople(QueryResult result)
    {
        var at = new Dictionary<FlowColumn, int>();
        for (int i = 0; i < result.Columns.Count; i++)
        {
            if (result.Columns[i].Column is { } column) at.Add(column, i);
        }

        return new(
            [
                new("start", ValueKind.Time), new("duration", ValueKind.Duration), new("proto", ValueKind.Protocol), new("source", ValueKind.Text),
                new("destination", ValueKind.Text), new("flags", ValueKind.Text), new("packets", ValueKind.Count), new("bytes", ValueKind.Octets),
            ],
            result.Rows.Select(row => Line(column => row[at[column]])));
    }

    private static object?[] Line(Func<FlowColumn, ResultValue> get)
    {
        ResultValue start = get(FlowColumns.TimeFlowStartNs);
        ResultValue end = get(FlowColumns.TimeFlowEndNs);
        return
        [
            start.IsNull ? null : start.TimeNs,
            start.IsNull || end.IsNull ? null : end.TimeNs - start.TimeNs,
            Number(get(FlowColumns.Proto)),
            Endpoint(get(FlowColumns.SrcAddr), get(FlowColumns.SrcPort)),
            Endpoint(get(FlowColumns.DstAddr), get(FlowColumns.DstPort)),
            Flags(get(FlowColumns.TcpFlags), get(FlowColumns.IcmpType), get(FlowColumns.IcmpCode)),
            Number(get(FlowColumns.Packets)),
            Number(get(FlowColumns.Bytes)),
        ];
    }

    private static ulong? Number(ResultValue value) => value.IsNull ? null : value.Unsigned;

    /// <summary>Address and port, IPv6 in brackets (RFC 5952 section 6).</summary>
    private static string? Endpoint(ResultValue address, ResultValue port)
    {
        if (address.IsNull) return null;
        IpAddress host = address.Address;
        return port.IsNull ? host.ToString() : host.IsV4 ? $"{host}:{port.Unsigned}" : $"[{host}]:{port.Unsigned}";
    }

    /// <summary>TCP control bits, or ICMP type and code.</summary>
    private static string? Flags(ResultValue tcp, ResultValue icmpType, ResultValue icmpCode)
    {
        if (!icmpType.IsNull) return $"{icmpType.Unsigned}/{icmpCode.Unsigned}";
        return tcp.IsNull ? null : ValueText.TcpFlags((ushort)tcp.Unsigned);
    }
}
