using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>Every view, light, dark, on a phone and on a wall: complete, without errors, without a request to anybody else. Pictures are left under artifacts/screenshots.</summary>
public sealed class ViewTests(RunningConsole console)
{
    public static TheoryData<string, string> Views => new()
    {
        { "home", "/" },
        { "explore", "/explore?by=src_addr&since=-15m" },
        { "explore-percent", "/explore?by=proto&kind=percent&since=-15m" },
        { "explore-lines", "/explore?by=dst_port,proto&kind=lines&compare=1&since=-15m" },
        { "explore-bars", "/explore?by=src_addr/16&kind=bars&unit=packets&since=-15m" },
        { "explore-heatmap", "/explore?by=dst_port&kind=heatmap&unit=fps&since=-15m" },
        { "explore-sankey", "/explore?by=src_addr/24,dst_port&kind=sankey&since=-15m" },
        { "flows", "/flows?since=-15m" },
        { "exporters", "/exporters" },
        { "system", "/system" },
        { "empty", "/explore?since=2020-01-01&until=2020-01-02" },
        { "nowhere", "/nowhere" },
    };

    public static TheoryData<string, string> HistoryViews => new()
    {
        { "explore-both", $"/explore?by=src_as&reverse=1&{History.Range}" },
        { "explore-grid", $"/explore?by=src_addr/16&kind=grid&reverse=1&{History.Range}" },
        { "explore-week", $"/explore?by=src_as&kind=week&{History.Range}" },
        { "explore-matrix", $"/explore?by=src_addr/16,dst_addr/16&kind=matrix&{History.Range}" },
        { "explore-chord", $"/explore?by=src_addr/16,dst_addr/16&kind=chord&n=12&{History.Range}" },
        { "explore-interfaces", $"/explore?by=sampler_address,in_if&unit=use&{History.Range}" },
        { "explore-no-interface", $"/explore?by=src_as&unit=use&{History.Range}" },
        { "interfaces", $"/exporters?interface=198.18.0.1+3&{History.Range}" },
        { "system-archive", "/system" },
        { "topology", $"/topology?{History.Range}" },
        { "topology-hosts", $"/topology?level=host&n=80&at=2026-11-12T12:00:00Z&{History.Range}" },
        { "topology-services", $"/topology?level=24&to=services&exporters=1&{History.Range}" },
        { "topology-tags", $"/topology?level=tag&node=end%00office%201&{History.Range}" },
        { "topology-countries", $"/topology?level=country&{History.Range}" },
        { "explore-countries", $"/explore?by=src_country,dst_country&kind=sankey&{History.Range}" },
        { "flows-tags", $"/flows?columns=src_addr,src_tag,src_country,dst_addr,dst_tag,dst_country,bytes&{History.Range}" },
        { "topology-systems", $"/topology?level=as&node=end%0064500&{History.Range}" },
    };

    [Theory]
    [MemberData(nameof(HistoryViews))]
    public Task A_view_of_a_week_is_whole_in_light_and_dark_on_a_phone_and_on_a_wall(string name, string path) => LookAsync(name, path, ofHistory: true);

    [Theory]
    [MemberData(nameof(Views))]
    public Task A_view_is_whole_in_light_and_dark_on_a_phone_and_on_a_wall(string name, string path) => LookAsync(name, path, ofHistory: false);

    private async Task LookAsync(string name, string path, bool ofHistory)
    {
        foreach ((string mode, int width, int height, bool isDark) in ((string, int, int, bool)[])[("light", 1440, 900, false), ("dark", 1440, 900, true), ("phone", 360, 740, false), ("wall", 2560, 1440, true)])
        {
            await using ConsolePage page = await ConsolePage.OpenAsync(console, width, height, isDark, ofHistory: ofHistory);
            await page.ShowAsync(path);
            await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, $"{name}-{mode}.png"), FullPage = true });

            Assert.Empty(page.Wrongs);
            Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
            Assert.Equal(0, await page.Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
            Assert.DoesNotContain("undefined", await page.Page.InnerTextAsync("main"), StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", await page.Page.InnerTextAsync("main"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_first_script_is_small_and_the_page_comes_from_the_program_alone()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        long scripts = 0;
        page.Page.Response += (_, response) =>
        {
            if (response.Url.EndsWith(".js", StringComparison.Ordinal)) Interlocked.Add(ref scripts, long.Parse(response.Headers["content-length"], System.Globalization.CultureInfo.InvariantCulture));
        };
        await page.ShowAsync("/");

        Assert.InRange(scripts, 1, 400_000);
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task Names_that_exporters_send_are_text_wherever_they_are_shown()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        foreach (string path in (string[])["/explore?by=application_name&since=-15m", "/explore?by=application_name&kind=bars&since=-15m", "/flows?columns=application_name&filter=sampler_address+%3D+" + HostileExporter.Address, "/exporters"])
        {
            await page.ShowAsync(path);
            await page.Page.GetByText(path == "/exporters" ? HostileExporter.Interface : HostileExporter.Application).First.WaitForAsync();
        }

        // A tooltip is made outside of the page's own parts.
        await page.ShowAsync("/explore?by=application_name&kind=bars&since=-15m");
        ILocator tip = page.Page.Locator(".tip-name").Filter(new() { HasText = HostileExporter.Application });
        LocatorBoundingBoxResult box = (await page.Page.Locator(".chart").BoundingBoxAsync())!;
        for (int y = 10; y < box.Height && !await tip.IsVisibleAsync(); y += 8) await page.Page.Mouse.MoveAsync(box.X + 420, box.Y + y);
        await tip.WaitForAsync();

        Assert.False(await page.Page.EvaluateAsync<bool>("() => 'pwned' in window || !!document.querySelector('main img, main script')"));
        Assert.Empty(page.Wrongs);
    }
}
