using Weir.Flows.Columns;
using Weir.Query.Planning;

namespace Weir.Query.Sql;

/// <summary>Writes conversations: records of both directions under the smaller end first, then turned to the side that began.</summary>
public static class PairsRenderer
{
    /// <summary>The rows of the answer, as <see cref="PairsPlan.Columns"/> are stored.</summary>
    public static SqlStatement Rows(PairsPlan plan)
    {
        QueryPlan records = plan.Records;
        (string SrcHigh, string SrcLow) = Halves(FlowColumns.SrcAddr);
        (string DstHigh, string DstLow) = Halves(FlowColumns.DstAddr);
        (string SrcPort, string DstPort) = (FlowColumns.SrcPort.Name, FlowColumns.DstPort.Name);
        string equal = plan.ByPorts ? $"({SrcLow} < {DstLow} OR ({SrcLow} = {DstLow} AND coalesce({SrcPort} <= {DstPort}, true)))" : $"{SrcLow} <= {DstLow}";
        var sql = new SqlText();
        sql.Append($"""
            WITH turned AS (SELECT *, coalesce({SrcHigh} < {DstHigh} OR ({SrcHigh} = {DstHigh} AND {equal}), true) AS up,
                coalesce({FlowColumns.TimeFlowStartNs.Name}, {DimensionRenderer.FlowTime}) AS began, {DimensionRenderer.FlowTime} AS ended
            """);
        SqlSource.From(sql, records);
        (string Up, string Down)[] ends = [(SrcHigh, DstHigh), (SrcLow, DstLow), .. plan.ByPorts ? (ReadOnlySpan<(string, string)>)[(SrcPort, DstPort)] : []];
        string bytes = DuckDbDialect.Measured(FlowColumns.Bytes, records.Scale);
        string packets = DuckDbDialect.Measured(FlowColumns.Packets, records.Scale);
        string keys = string.Join(", ", ends.SelectMany((end, i) => (string[])[$"CASE WHEN up THEN {end.Up} ELSE {end.Down} END AS l{i}", $"CASE WHEN up THEN {end.Down} ELSE {end.Up} END AS r{i}"]));
        string proto = plan.ByPorts ? $", {FlowColumns.Proto.Name} AS proto" : "";
        sql.Append($"""
            ), joined AS (SELECT {keys}{proto}, min(began) FILTER (up) AS up_began, min(began) FILTER (NOT up) AS down_began, min(began) AS began, max(ended) AS ended,
                {Sum(bytes, "up")} AS up_bytes, {Sum(bytes, "NOT up")} AS down_bytes, {Sum(packets, "up")} AS up_packets, {Sum(packets, "NOT up")} AS down_packets, count(*)::UBIGINT AS flows
                FROM turned GROUP BY {string.Join(", ", Enumerable.Range(1, ends.Length * 2 + (plan.ByPorts ? 1 : 0)))}),
            begun AS (SELECT *, coalesce(up_began <= down_began, up_began IS NOT NULL) AS u FROM joined)
            SELECT {Turned("l0", "r0")}, {Turned("l1", "r1")}, {Turned("r0", "l0")}, {Turned("r1", "l1")}{(plan.ByPorts ? $", {Turned("l2", "r2")}, {Turned("r2", "l2")}, proto" : "")},
                {Turned("up_bytes", "down_bytes")}, {Turned("down_bytes", "up_bytes")}, {Both("bytes")} AS all_bytes,
                {Turned("up_packets", "down_packets")}, {Turned("down_packets", "up_packets")}, {Both("packets")} AS all_packets, flows AS all_flows, began, (ended - began)::BIGINT
            FROM begun ORDER BY all_{records.OrderMeasure!.Name} DESC, l0, l1, r0, r1{(plan.ByPorts ? ", l2, r2, proto" : "")}
            """);
        return sql.Append(" LIMIT ").Append(records.Limit).ToStatement();
    }

    private static (string High, string Low) Halves(FlowColumn column)
    {
        IReadOnlyList<StoredColumn> stored = DuckDbDialect.Stored(column);
        return (stored[0].Name, stored[1].Name);
    }

    private static string Sum(string measured, string where) => $"least(coalesce(sum({measured}) FILTER ({where}), 0), 18446744073709551615)::UBIGINT";

    private static string Turned(string up, string down) => $"CASE WHEN u THEN {up} ELSE {down} END";

    private static string Both(string measure) => $"least(up_{measure}::HUGEINT + down_{measure}, 18446744073709551615)::UBIGINT";
}
