using System.Net;
using System.Text.Json;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage;

namespace Weir.App.Tests.Api;

/// <summary>The API's questions answer as the archive does, and refuse as the command line does.</summary>
public sealed class QuestionEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Theory]
    [InlineData("src_addr")]
    [InlineData("src_addr/24")]
    [InlineData("dst_port")]
    [InlineData("application_name")]
    [InlineData("proto,dst_port")]
    [InlineData("src_addr/16/32,application_name,dst_port")]
    public async Task Groups_over_time_add_up_to_the_groups_of_the_top_list_and_with_the_others_to_all(string by)
    {
        JsonElement top = await console.AskAsync($"top?by={by}&n=5&{ConsoleFixture.Hour}");
        JsonElement series = await console.AskAsync($"series?by={by}&n=5&points=60&{ConsoleFixture.Hour}");

        int dimensions = by.Split(',').Length;
        JsonElement[] rows = [.. top.GetProperty("rows").EnumerateArray()];
        JsonElement[] groups = [.. series.GetProperty("series").EnumerateArray()];
        Assert.Equal(rows.Select(row => string.Join('|', row.EnumerateArray().Take(dimensions))), groups.Select(static group => string.Join('|', group.GetProperty("key").EnumerateArray())));
        Assert.Equal(rows.Select(row => row[dimensions].GetInt64()), groups.Select(static group => Sum(group.GetProperty("values"))));
        Assert.Equal(top.GetProperty("totals").GetProperty("bytes").GetInt64(), Sum(series.GetProperty("all")));
        Assert.Equal(Sum(series.GetProperty("all")), Sum(series.GetProperty("others")) + groups.Sum(static group => Sum(group.GetProperty("values"))));
        Assert.Equal(60_000, series.GetProperty("step").GetInt32());
        Assert.Equal(60, series.GetProperty("times").GetArrayLength());
    }

    [Fact]
    public async Task A_top_list_is_what_the_archive_says()
    {
        JsonElement answer = await console.AskAsync($"top?by=src_addr&order=packets&n=3&filter=proto+%3D+6&{ConsoleFixture.Hour}");

        using var reader = new ArchiveReader(console.Archive);
        QueryResult expected = reader.Run(
            QueryPlanner.Plan(new TopQuery
            {
                Dimensions = DimensionText.ParseList("src_addr"),
                OrderBy = Measure.Packets,
                Count = 3,
                Filter = Query.Binding.FilterBinder.Bind("tcp"),
                Range = new(ConsoleFixture.Start, ConsoleFixture.Start + 3600L * 1_000_000_000),
            }),
            TestContext.Current.CancellationToken);
        Assert.Equal(
            expected.Rows.Select(static row => (row[0].IsNull ? null : row[0].Address.ToString(), row[2].Unsigned)),
            answer.GetProperty("rows").EnumerateArray().Select(static row => (row[0].GetString(), row[2].GetUInt64())));
        Assert.Equal(expected.Totals.Flows, answer.GetProperty("totals").GetProperty("flows").GetUInt64());
        Assert.Contains("GROUP BY", answer.GetProperty("sql").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_groups_a_series_is_all_and_nothing_is_left_for_others()
    {
        JsonElement series = await console.AskAsync($"series?measure=flows&points=12&{ConsoleFixture.Hour}");

        Assert.Equal(2000, Sum(series.GetProperty("all")));
        Assert.Equal(0, Sum(series.GetProperty("others")));
        Assert.Equal(0, series.GetProperty("series").GetArrayLength());
        Assert.Equal(300_000, series.GetProperty("step").GetInt32());
    }

    [Fact]
    public async Task The_other_direction_of_the_same_groups_is_told_beside()
    {
        JsonElement series = await console.AskAsync($"series?by=src_port&measure=flows&reverse=yes&points=12&{ConsoleFixture.Hour}");
        JsonElement other = await console.AskAsync($"series?by=dst_port&measure=flows&n=50&points=12&{ConsoleFixture.Hour}");

        // No record tells a source port, so that the only group is that of none; what comes back to it tells no destination port.
        JsonElement none = Assert.Single(other.GetProperty("series").EnumerateArray(), static group => group.GetProperty("key")[0].ValueKind == JsonValueKind.Null);
        JsonElement back = series.GetProperty("reverse");
        Assert.Equal("dst_port", back.GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Equal(Sum(none.GetProperty("values")), Sum(Assert.Single(back.GetProperty("series").EnumerateArray()).GetProperty("values")));
        Assert.Equal(2000, Sum(back.GetProperty("all")));
        Assert.Equal(2000 - Sum(none.GetProperty("values")), Sum(back.GetProperty("others")));
    }

    [Fact]
    public async Task Buckets_may_be_as_wide_as_one_says()
    {
        JsonElement series = await console.AskAsync($"series?measure=flows&bucket=20m&points=100&{ConsoleFixture.Hour}");

        Assert.Equal(1_200_000, series.GetProperty("step").GetInt32());
        Assert.Equal(3, series.GetProperty("times").GetArrayLength());
        Assert.Equal(2000, Sum(series.GetProperty("all")));
    }

    [Fact]
    public async Task A_matrix_has_the_groups_of_both_top_lists_and_its_cells_add_up_to_all()
    {
        JsonElement matrix = await console.AskAsync($"matrix?rows=proto&across=dst_port&n=2&width=3&measure=packets&{ConsoleFixture.Hour}");
        JsonElement ports = await console.AskAsync($"top?by=dst_port&order=packets&n=3&{ConsoleFixture.Hour}");

        Assert.Equal(ports.GetProperty("rows").EnumerateArray().Select(static row => row[0].ToString()), matrix.GetProperty("across").GetProperty("groups").EnumerateArray().Select(static group => group[0].ToString()));
        JsonElement[] cells = [.. matrix.GetProperty("cells").EnumerateArray()];
        Assert.Equal(3, cells.Length);
        Assert.All(cells, static row => Assert.Equal(4, row.GetArrayLength()));
        Assert.Equal(matrix.GetProperty("totals").GetProperty("packets").GetInt64(), cells.SelectMany(static row => row.EnumerateArray()).Where(static cell => cell.ValueKind == JsonValueKind.Number).Sum(static cell => cell.GetInt64()));
    }

    [Fact]
    public async Task How_a_series_would_be_answered_is_told()
    {
        JsonElement told = await console.AskAsync($"series/explain?by=src_addr&filter=tcp&{ConsoleFixture.Hour}");

        Assert.Equal((1, 1), (told.GetProperty("files").GetInt32(), told.GetProperty("files_in_all").GetInt32()));
        Assert.True(told.GetProperty("octets").GetInt64() > 0);
        Assert.Contains("GROUP BY", told.GetProperty("sql").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("PARQUET", told.GetProperty("engine").GetString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Records_come_with_the_columns_asked_for_newest_first_and_what_is_absent_is_null()
    {
        JsonElement flows = await console.AskAsync($"flows?columns=time_received_ns,dst_port,application_name&n=200&{ConsoleFixture.Hour}");

        JsonElement[] rows = [.. flows.GetProperty("rows").EnumerateArray()];
        Assert.Equal(200, rows.Length);
        Assert.Equal(["time", "number", "text"], flows.GetProperty("columns").EnumerateArray().Select(static column => column.GetProperty("kind").GetString()));
        Assert.Equal(rows.Select(static row => row[0].GetInt64()).OrderDescending(), rows.Select(static row => row[0].GetInt64()));
        Assert.Contains(rows, static row => row[1].ValueKind == JsonValueKind.Null);
        Assert.Contains(rows, static row => row[2].ValueKind == JsonValueKind.String && row[2].GetString() == ConsoleFixture.Hostile);
    }

    [Theory]
    [InlineData("top?by=src_adr", "did you mean 'src_addr'?")]
    [InlineData("top?bye=src_addr", "unknown parameter 'bye': did you mean 'by'?")]
    [InlineData("top?n=0", "want a number from 1 to 10000")]
    [InlineData("top?n=1&n=2", "n stands 2 times")]
    [InlineData("top?since=soon", "'soon' is not a time")]
    [InlineData("series?measure=bits", "want one of bytes, packets, flows")]
    [InlineData("series?by=time/5m", "a series has time already")]
    [InlineData("series?since=now&until=-1h", "the range ends before it begins")]
    [InlineData("series?bucket=soon", "want a width such as 1m, 1h or 1d")]
    [InlineData("series?bucket=1s&since=-1d", "has more than 2000 of them")]
    [InlineData("matrix?across=src_adr", "did you mean 'src_addr'?")]
    [InlineData("flows?direction=left", "want one of down, up")]
    [InlineData("exporters?exporter=nobody", "exporter 'nobody'")]
    public async Task What_cannot_be_asked_is_refused_with_what_would_be_right(string question, string expected) =>
        Assert.Contains(expected, (await console.AskAsync(question, HttpStatusCode.BadRequest)).GetProperty("error").GetString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_filter_is_told_with_its_place()
    {
        JsonElement refused = await console.AskAsync("flows?filter=tcp+and+prot+6", HttpStatusCode.BadRequest);
        JsonElement checkedOne = await console.AskAsync("filter/check?filter=tcp+and+prot+6");

        Assert.Equal((8, 4), (refused.GetProperty("start").GetInt32(), refused.GetProperty("length").GetInt32()));
        Assert.Contains("did you mean 'proto'?", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(checkedOne.GetProperty("ok").GetBoolean());
        Assert.Equal(8, checkedOne.GetProperty("start").GetInt32());
        Assert.True((await console.AskAsync("filter/check?filter=tcp+and+proto+6")).GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("pro", 3, "proto", 0)]
    [InlineData("tcp and src po", 14, "port", 12)]
    [InlineData("tcp a", 5, "and", 4)]
    public async Task What_may_come_is_offered_with_its_place(string filter, int at, string expected, int start)
    {
        JsonElement completion = await console.AskAsync($"filter/complete?filter={Uri.EscapeDataString(filter)}&at={at}");

        Assert.Contains(completion.GetProperty("candidates").EnumerateArray(), candidate => candidate.GetProperty("text").GetString() == expected);
        Assert.Equal(start, completion.GetProperty("start").GetInt32());
    }

    private static long Sum(JsonElement values) => values.EnumerateArray().Sum(static value => value.GetInt64());
}
