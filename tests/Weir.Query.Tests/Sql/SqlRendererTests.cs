using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Sql;

namespace Weir.Query.Tests.Sql;

public class SqlRendererTests
{
    [Fact]
    public void A_top_list_groups_by_stored_columns_and_breaks_ties_by_them()
    {
        SqlStatement sql = SqlRenderer.Rows(QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.SrcAddr, FlowColumns.DstPort], Filter = FilterBinder.Bind("src net 10.0.0.0/8 and not dst port 53") }));
        Assert.StartsWith("SELECT src_addr_hi, src_addr_lo, dst_port, ", sql.Text, StringComparison.Ordinal);
        Assert.EndsWith(" FROM flows WHERE (src_addr_hi = $1::UBIGINT AND src_addr_lo BETWEEN $2::UBIGINT AND $3::UBIGINT) AND ((dst_port = $4::USMALLINT) IS NOT TRUE)"
            + " GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3 LIMIT 10", sql.Text, StringComparison.Ordinal);
        Assert.Equal([SqlValue.Of(0UL), SqlValue.Of(0xFFFF_0A00_0000UL), SqlValue.Of(0xFFFF_0AFF_FFFFUL), SqlValue.Of(53UL)], sql.Parameters);
    }

    [Fact]
    public void A_time_is_asked_of_the_columns_that_files_tell_the_least_and_largest_value_of()
    {
        SqlStatement sql = SqlRenderer.Rows(QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.Proto] }) with { FlowTime = new(1_000_000_000, 2_000_000_001), Received = default });
        Assert.Contains(
            " FROM (SELECT * FROM flows WHERE time_flow_end_ms >= $1::BIGINT AND time_flow_end_ms <= $2::BIGINT AND time_flow_end_ns <= $3::BIGINT"
            + " UNION ALL SELECT * FROM flows WHERE time_flow_end_ms IS NULL AND time_received_ms >= $4::BIGINT AND time_received_ms <= $5::BIGINT) AS flows GROUP BY 1", sql.Text, StringComparison.Ordinal);
        Assert.Equal([SqlValue.Of(1000L), SqlValue.Of(2000L), SqlValue.Of(2_000_000_000L), SqlValue.Of(1000L), SqlValue.Of(2000L)], sql.Parameters);
    }

    [Fact]
    public void Records_that_all_tell_their_end_are_read_once()
    {
        SqlStatement sql = SqlRenderer.Rows(QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.Proto] }) with { FlowTime = new(1_000_000_000, 2_000_000_001), Received = default, AllTellEnd = true });
        Assert.Contains(" FROM (SELECT * FROM flows WHERE time_flow_end_ms >= $1::BIGINT AND time_flow_end_ms <= $2::BIGINT AND time_flow_end_ns <= $3::BIGINT) AS flows GROUP BY 1", sql.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("time_received_ns > '2026-11-20\" OR 1=1 --'")]
    [InlineData("src_addr = \"1.2.3.4'; DROP TABLE flows; --\"")]
    [InlineData("proto \"6) OR (1=1\"")]
    [InlineData("src mac \"' OR ''='\"")]
    public void Text_that_is_SQL_is_refused_as_a_value(string text) =>
        Assert.Throws<Query.Syntax.FilterException>(() => FilterBinder.Bind(text));

    [Fact]
    public void No_value_of_a_filter_stands_in_the_SQL()
    {
        string[] filters = ["port 54321", "ip 203.0.113.77", "net 2001:db8:5432::/48", "bytes 54321-54329", "src mac 00:54:32:10:aa:bb", "duration > 54321ms", "flags 0x1234", "port in [54321, 54322, 54323-54329]", "time_flow_end_ns < '2026-05-04T03:02:01Z'"];
        foreach (string filter in filters)
        {
            SqlStatement sql = SqlRenderer.Rows(QueryPlanner.Plan(new FlowsQuery { Filter = FilterBinder.Bind(filter), Columns = [FlowColumns.Bytes] }));
            Assert.DoesNotContain("5432", sql.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("2026", sql.Text, StringComparison.Ordinal);
            Assert.NotEmpty(sql.Parameters);
            Assert.Contains($"${sql.Parameters.Count}::", sql.Text, StringComparison.Ordinal);
            Assert.DoesNotContain($"${sql.Parameters.Count + 1}", sql.Text, StringComparison.Ordinal);
        }
    }
}
