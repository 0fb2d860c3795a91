using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>What Explore shows of a week: the same as the command line says of it.</summary>
public sealed partial class ExploreTests(RunningConsole console)
{
    private const double Seconds = 7 * 86_400;

    [Fact]
    public async Task A_share_of_an_interface_is_its_rate_by_the_speed_that_its_counters_told()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/explore?by=sampler_address,in_if&unit=use&{History.Range}");
        JsonElement most = console.AskHistory("top", "--by", "sampler_address,in_if", "-n", "1", "--since", "2026-11-09", "--until", "2026-11-16")[0];
        double speed = console.AskHistory("counters").First(counters => counters.GetProperty("exporter").GetString() == most.GetProperty("sampler_address").GetString() && counters.GetProperty("if_index").GetInt64() == most.GetProperty("in_if").GetInt64()).GetProperty("speed").GetDouble();

        string[] cells = await Cells(page, "tbody tr:first-child td");
        Assert.Equal(most.GetProperty("sampler_address").GetString(), cells[1].Trim());
        Assert.Equal((most.GetProperty("bytes").GetDouble() * 8 / Seconds / speed * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %", cells[4].Replace('\u00a0', ' '));
    }

    [Fact]
    public async Task What_came_back_to_a_group_is_what_went_to_it()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/explore?by=src_as&unit=flows&reverse=1&filter=dst+port+443+or+src+port+443&{History.Range}");
        JsonElement[] rows = console.AskHistory("top", "--by", "dst_as", "-n", "20", "--since", "2026-11-09", "--until", "2026-11-16", "src port 443 or dst port 443");

        var expected = rows.ToDictionary(static row => $"AS{row.GetProperty("dst_as").GetInt64()}", static row => row.GetProperty("flows").GetInt64(), StringComparer.Ordinal);
        string[] systems = await Cells(page, "tbody td.key"), back = await Cells(page, "tbody td:nth-last-child(3)");
        Assert.Equal(systems.Length, back.Length);
        Assert.All(systems.Zip(back), pair => Assert.Equal(Amount(expected.GetValueOrDefault(pair.First.Trim())), pair.Second));
    }

    [Fact]
    public async Task A_bar_that_is_clicked_is_shown_alone_and_going_back_shows_all()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/explore?by=src_as&kind=bars&{History.Range}");
        LocatorBoundingBoxResult box = (await page.Page.Locator(".chart").BoundingBoxAsync())!;
        // A graph takes clicks when it is drawn, which is after it is there.
        for (int clicks = 0; clicks < 200 && !page.Page.Url.Contains("filter=", StringComparison.Ordinal); clicks++) await page.Page.Mouse.ClickAsync(box.X + 160, box.Y + 28);
        await page.WaitForAddressAsync("filter=src_as+%3D+64510");
        await page.SettleAsync();
        Assert.Equal(["AS64510"], (await Cells(page, "tbody td.key")).Select(static text => text.Trim()));
        await page.Page.GoBackAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('tbody td.key').length > 5");
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task What_is_read_for_an_answer_is_told_as_the_command_line_explains_it()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/explore?by=src_as&kind=lines&{History.Hour}");
        await page.Page.GetByText("The question as SQL").ClickAsync();
        ILocator told = page.Page.Locator("details p").First;
        await told.WaitForAsync();
        string explained = console.ExplainHistory("series", "--by", "src_as", "--since", "2026-11-12T14:00:00Z", "--until", "2026-11-12T15:00:00Z");

        Match files = FilesPattern().Match(explained);
        Assert.StartsWith($"{files.Groups[1].Value} of {files.Groups[2].Value} files of flows", await told.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("GROUP BY", await page.Page.Locator("details pre").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
    }

    [Theory]
    [InlineData("matrix", "src_addr/16,dst_addr/16", "src_addr/16,")]
    [InlineData("grid", "src_addr/16", "time,")]
    public async Task What_is_shown_is_saved_as_a_spreadsheet(string kind, string by, string begin)
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/explore?by={by}&kind={kind}&{History.Range}");
        IDownload download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Button, new() { Name = "CSV" }).ClickAsync());
        string[] lines = await File.ReadAllLinesAsync((await download.PathAsync())!, TestContext.Current.CancellationToken);

        Assert.StartsWith(begin, lines[0], StringComparison.Ordinal);
        Assert.Equal(lines[0].Count(static letter => letter == ','), lines[^1].Count(static letter => letter == ','));
    }

    private static async Task<string[]> Cells(ConsolePage page, string selector) => [.. await page.Page.Locator(selector).AllInnerTextsAsync()];

    // As the page writes amounts: three figures.
    private static string Amount(long value) => value switch
    {
        < 1000 => value.ToString(CultureInfo.InvariantCulture),
        < 9_995 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000.0:0.00}\u00a0k"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / 1000.0:0.0}\u00a0k"),
    };

    [GeneratedRegex(@"files +(\d+) of (\d+)")]
    private static partial Regex FilesPattern();
}
