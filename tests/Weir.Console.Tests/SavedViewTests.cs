using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>Views are saved, found again, put beside each other, and removed.</summary>
public sealed class SavedViewTests(RunningConsole console)
{
    private const string Hostile = "<b onmouseover=window.pwned=1>Ports";

    [Fact]
    public async Task Views_are_saved_put_beside_each_other_and_removed()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await SaveAsync(page, $"/explore?by=dst_port&kind=bars&filter=tcp&{History.Range}", Hostile);
        await SaveAsync(page, $"/explore?by=src_as&{History.Range}", "Systems");
        await SaveAsync(page, $"/topology?level=as&{History.Range}", "Who with whom");
        await SaveAsync(page, $"/flows?filter=udp&{History.Range}", "Last by UDP");

        await page.ShowAsync($"/dashboard?{History.Range}");
        ILocator adder = page.Page.GetByLabel("Add a panel");
        foreach (string name in (string[])[Hostile + ", Explore", "Systems, Explore", "Who with whom, Topology", "Last by UDP, Flows"])
        {
            await adder.SelectOptionAsync(new SelectOptionValue { Label = name });
            await page.SettleAsync();
        }

        ILocator panels = page.Page.Locator("main section h2");
        Assert.Equal([Hostile, "Systems", "Who with whom", "Last by UDP"], await panels.AllInnerTextsAsync());
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        Assert.False(await page.Page.EvaluateAsync<bool>("() => !!document.querySelector('main b, [role=dialog] b')"));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Move Systems forward" }).ClickAsync();
        await page.Page.WaitForFunctionAsync("() => document.querySelector('main section h2').innerText === 'Systems'");

        // A dashboard is a view as any other, and looks the same everywhere.
        string dashboard = new Uri(page.Page.Url).PathAndQuery;
        await SaveAsync(page, dashboard, "All together");
        foreach ((string mode, int width, bool isDark) in ((string, int, bool)[])[("light", 1440, false), ("dark", 1440, true), ("phone", 360, false)])
        {
            await using ConsolePage other = await ConsolePage.OpenAsync(console, width, 900, isDark, ofHistory: true);
            await other.ShowAsync(dashboard);
            await other.Page.Locator("main svg g.node").First.WaitForAsync();
            await other.SettleAsync();
            await other.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, $"dashboard-{mode}.png"), FullPage = true });
            Assert.Equal("", await Accessibility.FaultsAsync(other.Page));
            Assert.Equal(0, await other.Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
            Assert.Empty(other.Wrongs);
        }

        await page.Page.Keyboard.PressAsync("Escape");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Who with whom", Exact = true }).ClickAsync();
        await page.WaitForAddressAsync("/topology?level=as");
        await OpenMenuAsync(page);
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        foreach (string name in (string[])[Hostile, "Systems", "Who with whom", "Last by UDP", "All together"]) await page.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {name}" }).ClickAsync();
        await page.Page.GetByText("Nothing is saved yet.").WaitForAsync();
        await page.ShowAsync(dashboard);
        Assert.Contains("A view that is gone", await page.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task A_view_has_another_name_when_it_is_renamed()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await SaveAsync(page, "/explore?by=proto&kind=lines", "Lines");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Lines" }).ClickAsync();
        ILocator field = page.Page.GetByLabel("New name of Lines");
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        await field.FillAsync("never");
        await field.PressAsync("Escape");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Lines" }).WaitForAsync();

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Rename Lines" }).ClickAsync();
        await field.FillAsync(Hostile);
        await field.PressAsync("Enter");
        await page.Page.GetByText($"Renamed to {Hostile}", new() { Exact = true }).WaitForAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = Hostile }).ClickAsync();
        await page.WaitForAddressAsync("/explore?by=proto&kind=lines");
        await OpenMenuAsync(page);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = $"Remove {Hostile}" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = Hostile }).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.False(await page.Page.EvaluateAsync<bool>("() => 'pwned' in window"));
        Assert.Empty(page.Wrongs);
    }

    private static async Task SaveAsync(ConsolePage page, string path, string name)
    {
        await page.ShowAsync(path);
        await OpenMenuAsync(page);
        await page.Page.GetByLabel("Save what is shown as").FillAsync(name);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.Page.GetByText($"Saved as {name}", new() { Exact = true }).WaitForAsync();
    }

    private static Task OpenMenuAsync(ConsolePage page) => page.Page.GetByRole(AriaRole.Button, new() { Name = "Saved views" }).ClickAsync();
}
