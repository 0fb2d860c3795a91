using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>What people do with Explore and Flows, by mouse and by keyboard.</summary>
public sealed class WorkbenchTests(RunningConsole console)
{
    [Fact]
    public async Task Numbers_are_those_of_the_command_line()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/explore?by=sampler_address&unit=flows&n=20&since=2020-01-01");
        JsonElement[] rows = console.Ask("top", "--by", "sampler_address", "--order", "flows", "-n", "20", "--since", "2020-01-01");

        string[] exporters = [.. (await page.Page.Locator("tbody td.key").AllInnerTextsAsync()).Select(static text => text.Trim())];
        string summary = await page.Page.Locator(".summary").InnerTextAsync();
        Assert.Equal(rows.Select(static row => row.GetProperty("sampler_address").GetString()), exporters);
        Assert.StartsWith(rows.Sum(static row => row.GetProperty("flows").GetInt64()).ToString("N0", CultureInfo.InvariantCulture).Replace(",", "\u202f", StringComparison.Ordinal) + " flows", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_filter_is_completed_checked_applied_and_undone_by_going_back()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/explore?by=proto&since=2020-01-01");
        string all = await page.Page.Locator(".summary").InnerTextAsync();
        ILocator editor = page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" });

        await editor.PressSequentiallyAsync("prot");
        await page.Page.GetByRole(AriaRole.Option).Filter(new() { HasText = "IP protocol number" }).WaitForAsync();
        await editor.PressAsync("Tab");
        Assert.Equal("proto ", await editor.InputValueAsync());
        await editor.PressSequentiallyAsync("999");
        await page.Page.Locator("#filter-error").Filter(new() { HasText = "999" }).WaitForAsync();
        Assert.Equal("999", await page.Page.Locator("pre .bad").InnerTextAsync());
        await editor.FillAsync("proto 17");
        await editor.PressAsync("Enter");
        await page.WaitForAddressAsync("filter=proto+17");
        await page.SettleAsync();
        Assert.Equal(["UDP"], (await page.Page.Locator("tbody td.key").AllInnerTextsAsync()).Select(static text => text.Trim()));

        await page.Page.GoBackAsync();
        await page.Page.WaitForFunctionAsync("all => document.querySelector('.summary')?.innerText.split(' flows')[0] === all.split(' flows')[0]", all);
        Assert.Equal("", await editor.InputValueAsync());
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task A_value_is_kept_or_left_out_by_its_menu()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/explore?by=proto&since=2020-01-01");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "UDP", Exact = true }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Not this" }).ClickAsync();
        await page.WaitForAddressAsync("filter=not+proto+%3D+17");
        await page.SettleAsync();

        Assert.DoesNotContain("UDP", await page.Page.Locator("tbody").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("not proto = 17", await page.Page.GetByRole(AriaRole.Combobox, new() { Name = "Filter" }).InputValueAsync());
    }

    [Fact]
    public async Task Drawing_over_a_graph_shows_that_time()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/explore?by=proto&since=-15m");
        LocatorBoundingBoxResult box = (await page.Page.Locator(".chart").BoundingBoxAsync())!;
        await page.Page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + 100);
        await page.Page.Mouse.DownAsync();
        await page.Page.Mouse.MoveAsync(box.X + box.Width * 3 / 4, box.Y + 120, new() { Steps = 4 });
        await page.Page.Mouse.UpAsync();
        await page.WaitForAddressAsync("until=");

        var query = System.Web.HttpUtility.ParseQueryString(new Uri(page.Page.Url).Query);
        TimeSpan length = DateTimeOffset.Parse(query["until"]!, CultureInfo.InvariantCulture) - DateTimeOffset.Parse(query["since"]!, CultureInfo.InvariantCulture);
        Assert.InRange(length.TotalSeconds, 120, 360);
    }

    [Fact]
    public async Task Records_are_walked_by_keys_and_tell_their_fields_and_their_conversation()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/flows?since=2020-01-01&filter=tcp");
        await page.Page.GetByRole(AriaRole.Region, new() { Name = "List of flows" }).FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowDown");
        await page.Page.Keyboard.PressAsync("ArrowDown");
        ILocator drawer = page.Page.GetByRole(AriaRole.Complementary, new() { Name = "Flow" });
        await drawer.WaitForAsync();
        Assert.Contains("source address", await drawer.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, "flow-light.png") });

        await drawer.GetByRole(AriaRole.Link, new() { Name = "Both directions" }).ClickAsync();
        await page.SettleAsync();
        int rows = await page.Page.Locator("tr.flow").CountAsync();
        Assert.InRange(rows, 1, 50);
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task A_heading_orders_the_list_by_its_column_and_again_the_other_way()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/flows?columns=src_addr,dst_addr,packets&{History.Range}");
        JsonElement[] largest = console.AskHistory("flows", "--order", "packets", "-n", "3", "--since", "2026-11-09", "--until", "2026-11-16");
        await page.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Packets" }).GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForAddressAsync("order=packets");
        await page.SettleAsync();

        Assert.Equal("descending", await page.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Packets" }).GetAttributeAsync("aria-sort"));
        string[] ends = [.. (await page.Page.Locator("tr.flow td:nth-child(-n+2)").AllInnerTextsAsync()).Take(6).Select(static text => text.Trim())];
        Assert.Equal(largest.SelectMany(static row => (string?[])[row.GetProperty("src_addr").GetString(), row.GetProperty("dst_addr").GetString()]), ends);
        await page.Page.GetByRole(AriaRole.Columnheader, new() { Name = "Packets" }).GetByRole(AriaRole.Link).ClickAsync();
        await page.WaitForAddressAsync("direction=up");
        await page.SettleAsync();
        Assert.Contains("smallest", await page.Page.Locator(".foot").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task A_range_is_chosen_typed_and_kept_from_view_to_view()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Last hour" }).ClickAsync();
        await page.Page.GetByLabel("From").FillAsync("tomorrow");
        Assert.True(await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).IsDisabledAsync());
        await page.Page.GetByLabel("From").FillAsync("-2h");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Explore", Exact = true }).First.ClickAsync();
        await page.WaitForAddressAsync("/explore?since=-2h");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Last 2h" }).WaitForAsync();
        Assert.Empty(page.Wrongs);
    }
}
