using System.Text.Json;
using Weir.App.Api.Indicators;
using Weir.App.Configuration;
using Weir.Storage.Upkeep;

namespace Weir.App.Tests.Api;

/// <summary>How well it all goes, as the API tells it.</summary>
public sealed class IndicatorTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Theory]
    [InlineData(0.9995, false, "met")]
    [InlineData(0.999, false, "met")]
    [InlineData(0.998, false, "missed")]
    [InlineData(0.998, true, "met")]
    [InlineData(1.0, true, "missed")]
    public void A_target_is_met_or_missed(double value, bool isLimit, string expected) =>
        Assert.Equal(expected, new Indicator("one", "", "", "ratio", 0.999, isLimit) { Value = value }.State);

    [Fact]
    public async Task What_cannot_be_measured_says_why()
    {
        Dictionary<string, JsonElement> all = await AskAsync(ConsoleFixture.Hour);

        Assert.Equal(["completeness", "export_success", "ingestion_latency", "parse_errors", "queue_depth", "sampling_error", "storage_left", "talker_stability"], all.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("nothing is exported here", Note(all["export_success"]));
        Assert.Equal("no records came in the last minute", Note(all["ingestion_latency"]));
        Assert.Equal("nothing is sampled in this range", Note(all["sampling_error"]));
        Assert.Equal("no flows in the range before", Note(all["talker_stability"]));
        Assert.All(all.Values, static one => Assert.Equal(one.GetProperty("value").ValueKind == JsonValueKind.Null, one.GetProperty("state").GetString() == "unknown"));
        Assert.True(all["storage_left"].GetProperty("value").GetDouble() > 0);
    }

    [Fact]
    public async Task Talkers_are_compared_with_those_of_the_period_before()
    {
        JsonElement stability = (await AskAsync("since=2026-11-20T08:30:00Z&until=2026-11-20T09:00:00Z"))["talker_stability"];
        string[] now = await Talkers("since=2026-11-20T08:30:00Z&until=2026-11-20T09:00:00Z"), before = await Talkers("since=2026-11-20T08:00:00Z&until=2026-11-20T08:30:00Z");

        Assert.Equal((double)now.Intersect(before).Count() / now.Union(before).Count(), stability.GetProperty("value").GetDouble(), 5);
    }

    [Fact]
    public async Task The_archive_is_told_as_the_command_line_tells_it()
    {
        JsonElement archive = await console.AskAsync("archive");
        ArchiveSummary flows = Assert.Single(ArchiveSummary.Of(console.Archive, TestContext.Current.CancellationToken));

        JsonElement table = Assert.Single(archive.GetProperty("tables").EnumerateArray());
        Assert.Equal((flows.Table, flows.Rows, flows.Bytes), (table.GetProperty("table").GetString(), table.GetProperty("rows").GetInt64(), table.GetProperty("bytes").GetInt64()));
        Assert.Equal(flows.Bytes, archive.GetProperty("octets").GetInt64());
        Assert.InRange(archive.GetProperty("free_octets").GetInt64(), 1, archive.GetProperty("disk_octets").GetInt64());
    }

    [Fact]
    public async Task A_configuration_is_shown_without_names_and_passwords_of_addresses()
    {
        Assert.Equal(JsonValueKind.Null, (await console.AskAsync("configuration")).GetProperty("text").ValueKind);

        ConfigurationFile file = ConfigurationFile.Parse("metrics { otlp \"http://user:pass@127.0.0.1:4318\"; }", "weir.conf", new Dictionary<string, string>(StringComparer.Ordinal));
        string shown = EffectiveConfiguration.WithoutSecrets(file.Settings);
        Assert.Contains("//***@127.0.0.1:4318", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", shown, StringComparison.Ordinal);
    }

    private static string? Note(JsonElement indicator) => indicator.GetProperty("note").GetString();

    private async Task<Dictionary<string, JsonElement>> AskAsync(string range) =>
        (await console.AskAsync($"indicators?{range}")).GetProperty("indicators").EnumerateArray().ToDictionary(static one => one.GetProperty("name").GetString()!, StringComparer.Ordinal);

    private async Task<string[]> Talkers(string range) =>
        [.. (await console.AskAsync($"top?by=src_addr&n=10&{range}")).GetProperty("rows").EnumerateArray().Select(static row => row[0]).Where(static address => address.ValueKind == JsonValueKind.String).Select(static address => address.GetString()!)];
}
