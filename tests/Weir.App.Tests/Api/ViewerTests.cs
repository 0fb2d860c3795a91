using System.Text.Json;
using System.Text.RegularExpressions;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;
using static Weir.App.Tests.Api.GuardedConsole;

namespace Weir.App.Tests.Api;

/// <summary>A viewer sees prefixes, and finds nothing else by asking.</summary>
public sealed partial class ViewerTests(GuardedConsole console) : IClassFixture<GuardedConsole>
{
    private const string Hour = ConsoleFixture.Hour;

    public static TheoryData<string> Questions =>
    [
        $"top?by=src_addr&n=10000&{Hour}",
        $"top?by=src_addr/32&n=10000&{Hour}",
        $"top?by=src_addr,sampler_address&n=10000&{Hour}",
        $"top?by=src_mac&n=10000&{Hour}",
        $"top?by=process_name&n=10000&{Hour}",
        $"series?by=src_addr&n=50&{Hour}",
        $"flows?n=10000&{Hour}",
        $"flows?columns=src_addr,src_mac,process_name,sampler_address&n=10000&order=src_addr&{Hour}",
        "fields",
        "status",
    ];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Nothing_finer_than_a_prefix_is_in_any_answer(string question)
    {
        using HttpClient eve = console.Program(console.Tokens["eve"]);
        string answer = (await AskAsync(eve, question)).GetRawText();

        Assert.DoesNotMatch(HostAddress(), answer);
        Assert.DoesNotContain("2001:db8::1\"", answer, StringComparison.Ordinal);
        Assert.DoesNotMatch(WholeMac(), answer);
        Assert.DoesNotContain("secretd", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("/archive", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_analyst_sees_all_of_it_so_that_the_difference_is_the_role()
    {
        using HttpClient bob = console.Program(console.Tokens["bob"]);
        string answer = (await AskAsync(bob, $"flows?n=10000&{Hour}")).GetRawText();

        Assert.Matches(HostAddress(), answer);
        Assert.Matches(WholeMac(), answer);
        Assert.Contains("secretd", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src ip 10.0.1.7")]
    [InlineData("src net 10.0.1.4/30")]
    [InlineData("src_addr like 10.0.1.7")]
    [InlineData("process secretd")]
    [InlineData("process like secret%")]
    [InlineData("src mac 00:02:4a:00:00:07")]
    [InlineData("exporter 198.51.100.1")]
    public async Task A_filter_that_is_finer_finds_nothing(string filter)
    {
        using HttpClient eve = console.Program(console.Tokens["eve"]);
        using HttpResponseMessage response = await eve.GetAsync(Path($"top?by=proto&filter={Uri.EscapeDataString(filter)}&{Hour}"), Cancellation);
        JsonElement answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation));

        Assert.True(!response.IsSuccessStatusCode || answer.GetProperty("totals").GetProperty("flows").GetInt64() == 0, answer.GetRawText());
    }

    [Fact]
    public async Task What_is_of_prefixes_is_as_an_analyst_has_it()
    {
        using HttpClient eve = console.Program(console.Tokens["eve"]);
        using HttpClient bob = console.Program(console.Tokens["bob"]);
        foreach (string question in (string[])[$"top?by=src_addr/24/48&n=100&measures=bytes,packets,flows,distinct(src_addr/24/48)&{Hour}", $"top?by=proto&filter=src+net+10.0.1.0/24&{Hour}", $"series?by=proto&{Hour}", $"top?by=dst_port,proto&{Hour}"])
            Assert.Equal(Rows(await AskAsync(bob, question)), Rows(await AskAsync(eve, question)));
    }

    [Fact]
    public async Task Different_values_are_counted_as_they_are_seen()
    {
        using HttpClient eve = console.Program(console.Tokens["eve"]);
        JsonElement answer = await AskAsync(eve, $"top?by=proto&measures=distinct(src_addr),distinct(src_mac)&{Hour}");

        // 10.0.0.0/24 to 10.0.2.0/24 and one /48; one maker.
        foreach (JsonElement row in answer.GetProperty("rows").EnumerateArray()) Assert.Equal((4, 1), (row[1].GetInt32(), row[2].GetInt32()));
    }

    [Fact]
    public async Task Records_on_their_way_are_made_coarse_too()
    {
        using HttpClient eve = console.Program(console.Tokens["eve"]);
        await using Stream stream = await eve.GetStreamAsync(Path("live"), Cancellation);
        using var reader = new StreamReader(stream);
        var batch = new FlowBatch();
        batch.Set(FlowColumns.TimeReceivedNs, 0, ConsoleFixture.Start);
        batch.Set(FlowColumns.SrcAddr, 0, IpAddress.FromV4(0xC0000242));
        batch.Set(FlowColumns.DstAddr, 0, new IpAddress(0x20010db800010002, 3));
        batch.Set(FlowColumns.DstPort, 0, (ushort)4711);
        batch.Count = 1;
        Assert.Equal("event: tick", await reader.ReadLineAsync(Cancellation));
        console.Live.See(batch);
        string line;
        do line = await reader.ReadLineAsync(Cancellation) ?? "";
        while (!line.Contains("4711", StringComparison.Ordinal));

        Assert.Contains("\"src\":\"192.0.2.0\",\"dst\":\"2001:db8:1::\"", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exporters")]
    [InlineData("interfaces")]
    [InlineData("templates")]
    [InlineData("counters")]
    [InlineData("audit")]
    [InlineData("users")]
    public async Task What_is_of_exporters_and_people_is_not_a_viewers(string path)
    {
        using HttpClient eve = console.Program(console.Tokens["eve"]);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, await StatusAsync(eve, path));
    }

    private static string Rows(JsonElement answer) =>
        string.Join('\n', (answer.TryGetProperty("rows", out JsonElement rows) ? rows : answer.GetProperty("series")).EnumerateArray().Select(static row => row.GetRawText()).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"""(10|198|192)\.\d+\.\d+\.[1-9]\d*[""/]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HostAddress();

    [GeneratedRegex(@"00:02:4a:\w\w:\w\w:(0[1-9a-f]|[1-9a-f]\w)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex WholeMac();
}
