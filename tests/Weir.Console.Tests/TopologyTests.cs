using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>What people do with the topology, by mouse and by keyboard.</summary>
public sealed class TopologyTests(RunningConsole console)
{
    [Fact]
    public async Task Links_are_those_that_the_command_line_answers_and_what_is_not_drawn_is_told()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/topology?n=15&{History.Range}");
        JsonElement[] rows = console.AskHistory("top", "--by", "src_addr/24,dst_addr/24", "-n", "15", "--since", "2026-11-09", "--until", "2026-11-16");

        string[] cells = [.. (await page.Page.GetByRole(AriaRole.Region, new() { Name = "Links" }).Locator("td.key").AllInnerTextsAsync()).Select(static text => text.Trim())];
        Assert.Equal(rows.SelectMany(static row => (string?[])[row.GetProperty("src_addr/24").GetString(), row.GetProperty("dst_addr/24").GetString()]), cells);
        string[] ends = [.. cells.Distinct(StringComparer.Ordinal)];
        Assert.Equal(ends.Length, await page.Page.Locator("g.node").CountAsync());
        string octets = (rows.Sum(static row => row.GetProperty("bytes").GetDouble()) / 1e12).ToString("0.00", CultureInfo.InvariantCulture);
        Assert.Contains($"{octets} TB in 15 links;", (await page.Page.Locator(".shown").InnerTextAsync()).Replace('\u00a0', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_is_reached_and_chosen_by_keys_and_its_links_lead_on()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/topology?{History.Range}");
        await page.Page.Locator("g.node[tabindex='0']").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        ILocator panel = page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Chosen node" });
        await panel.WaitForAsync();
        string first = await panel.GetByRole(AriaRole.Heading).First.InnerTextAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.WaitForFunctionAsync("first => document.querySelector('aside h2').innerText !== first", first);
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));

        string network = await panel.GetByRole(AriaRole.Heading).First.InnerTextAsync();
        await panel.GetByRole(AriaRole.Link, new() { Name = "Take apart" }).ClickAsync();
        await page.WaitForAddressAsync("level=host");
        await page.SettleAsync();
        Assert.Equal($"net {network}", await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" }).InputValueAsync());
        string prefix = network[..(network.LastIndexOf('.') + 1)];
        string[] cells = [.. (await page.Page.Locator("td.key").AllInnerTextsAsync()).Select(static text => text.Trim())];
        Assert.All(cells.Chunk(2), pair => Assert.Contains(pair, end => end.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task Nodes_may_be_of_any_column_that_both_ends_have()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/topology?{History.Range}");
        IRequest asked = await page.Page.RunAndWaitForRequestAsync(
            () => page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Nodes" }).SelectOptionAsync(new SelectOptionValue { Label = "MAC addresses" }),
            static request => request.Url.Contains("/top?", StringComparison.Ordinal));
        Assert.Contains("by=src_mac%2Cdst_mac", asked.Url, StringComparison.Ordinal);
        await page.Page.GetByText("The exporters do not tell this.").WaitForAsync();
        Assert.Contains("level=mac", page.Page.Url, StringComparison.Ordinal);
        Assert.Empty(page.Wrongs);
    }

    [Theory]
    [InlineData("Tags", "tag", "src_tag = \"office 1\" or dst_tag = \"office 1\"", "office 1")]
    [InlineData("Countries", "country", "src_country = \"NL\" or dst_country = \"NL\"", "NL")]
    public async Task Nodes_of_tags_and_countries_are_those_that_the_command_line_answers_and_narrow_the_filter(string level, string column, string test, string node)
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/topology?{History.Range}");
        await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Nodes" }).SelectOptionAsync(new SelectOptionValue { Label = level });
        await page.WaitForAddressAsync($"level={column}");
        await page.SettleAsync();
        JsonElement[] rows = console.AskHistory("top", "--by", $"src_{column},dst_{column}", "-n", "40", "--since", "2026-11-09", "--until", "2026-11-16");
        string[] ends = [.. rows.SelectMany(row => (string?[])[row.GetProperty($"src_{column}").GetString(), row.GetProperty($"dst_{column}").GetString()]).Select(static end => end ?? "not told").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        await page.Page.WaitForFunctionAsync("count => document.querySelectorAll('g.node').length === count", ends.Length);
        Assert.Equal(ends, (await page.Page.Locator("g.node text").AllTextContentsAsync()).Select(static text => text.Trim()).Order(StringComparer.Ordinal));

        await page.ShowAsync($"/topology?level={column}&node=end%00{Uri.EscapeDataString(node)}&{History.Range}");
        await page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Chosen node" }).GetByRole(AriaRole.Link, new() { Name = "Only this" }).ClickAsync();
        await page.SettleAsync();
        Assert.Equal($"({test})", await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" }).InputValueAsync());
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task A_slider_shows_a_part_of_the_range_and_the_address_says_which()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/topology?level=as&{History.Range}");
        ILocator slider = page.Page.GetByRole(AriaRole.Slider, new() { Name = "Time" });
        await slider.FillAsync("12");
        await page.WaitForAddressAsync("at=2026-11-12T12");
        await page.SettleAsync();
        Assert.Equal("2026-11-12 12:00 – 19:00 UTC", await slider.GetAttributeAsync("aria-valuetext"));

        JsonElement[] rows = console.AskHistory("top", "--by", "src_as,dst_as", "-n", "40", "--since", "2026-11-12T12:00:00Z", "--until", "2026-11-12T19:00:00Z");
        await page.Page.WaitForFunctionAsync("count => document.querySelectorAll('section[aria-label=Links] tbody tr').length === count", rows.Length);
        Assert.Equal(rows.Select(static row => Amount(row.GetProperty("flows").GetInt64())), await page.Page.Locator("section[aria-label=Links] td:last-child").AllInnerTextsAsync());
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Whole range" }).ClickAsync();
        await page.Page.WaitForFunctionAsync("() => !location.search.includes('at=')");
        Assert.Empty(page.Wrongs);
    }

    private static string Amount(long flows) => flows < 1000 ? flows.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{flows / 1000.0:0.00}\u00a0k");
}
