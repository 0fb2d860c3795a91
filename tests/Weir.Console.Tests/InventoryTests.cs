using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>What Exporters and System tell: the same as the command line.</summary>
public sealed class InventoryTests(RunningConsole console)
{
    [Fact]
    public async Task Interfaces_are_told_by_flows_and_by_counters_with_the_difference()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/exporters?{History.Range}");
        ILocator table = page.Page.GetByRole(AriaRole.Region, new() { Name = "Interfaces" });
        await table.WaitForAsync();
        Dictionary<string, double> counters = console.AskHistory("counters").ToDictionary(static row => $"{row.GetProperty("exporter").GetString()} {row.GetProperty("if_index").GetInt64()}", static row => row.GetProperty("in_bits_per_second").GetDouble(), StringComparer.Ordinal);

        int rows = await table.Locator("tbody tr").CountAsync();
        Assert.Equal(counters.Count, rows);
        for (int row = 0; row < rows; row++)
        {
            string[] cells = [.. (await table.Locator("tbody tr").Nth(row).Locator("td").AllInnerTextsAsync()).Select(static text => text.Replace('\u00a0', ' ').Trim())];
            bool isSampled = cells[0].EndsWith("scaled", StringComparison.Ordinal);
            Assert.Equal(cells[0].StartsWith("198.18.0.3", StringComparison.Ordinal), isSampled);
            Assert.Equal(Amount(counters[$"{cells[0].Replace("scaled", "", StringComparison.Ordinal).Trim()} {cells[1]}"]), cells[5]);
            // Counters count a twentieth more, and framing is 18 octets to 800; of those that are sampled a packet stands for many.
            double difference = double.Parse(cells[6].TrimEnd('%').Replace('−', '-'), CultureInfo.InvariantCulture);
            Assert.InRange(difference, isSampled ? -10 : -3.5, isSampled ? 10 : -1.5);
        }
    }

    [Fact]
    public async Task An_interface_over_time_is_shown_and_leads_on()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/exporters?{History.Range}");
        await page.Page.GetByRole(AriaRole.Region, new() { Name = "Interfaces" }).Locator("tbody tr").First.GetByRole(AriaRole.Link).ClickAsync();
        await page.Page.GetByRole(AriaRole.Region, new() { Name = "Interface over time" }).GetByRole(AriaRole.Img).WaitForAsync();
        await page.SettleAsync();
        Assert.Contains("interface=", page.Page.Url, StringComparison.Ordinal);
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, "interface-light.png"), FullPage = true });
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task Templates_of_an_exporter_are_told_with_their_fields()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/exporters");
        ILocator heard = page.Page.GetByRole(AriaRole.Region, new() { Name = "Exporters heard" });
        await heard.GetByRole(AriaRole.Link, new() { Name = HostileExporter.Address }).ClickAsync();
        ILocator templates = page.Page.GetByRole(AriaRole.Region, new() { Name = "Templates" });
        await templates.Locator("tbody tr").First.WaitForAsync();
        Assert.Contains("sourceIPv4Address(4)", await templates.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Contains("options", await templates.InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        Assert.Empty(page.Wrongs);
    }

    [Fact]
    public async Task System_tells_indicators_with_targets_and_the_tables_of_the_archive()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync("/system");
        ILocator indicators = page.Page.GetByRole(AriaRole.Region, new() { Name = "Indicators" }).GetByRole(AriaRole.Listitem);
        Assert.Equal(8, await indicators.CountAsync());
        foreach (string text in await indicators.AllInnerTextsAsync()) Assert.Matches("at (most|least) ", text);

        ILocator archive = page.Page.GetByRole(AriaRole.Region, new() { Name = "Archive", Exact = true });
        await archive.WaitForAsync();
        JsonElement[] tables = console.AskHistory("archive", "info");
        IReadOnlyList<string> rows = await archive.Locator("tbody tr").AllInnerTextsAsync();
        Assert.Equal(tables.Select(static table => table.GetProperty("table").GetString()), rows.Select(static row => row.Split('\t')[0].Trim()));
        Assert.Equal(tables.Select(static table => table.GetProperty("files").GetInt64().ToString(CultureInfo.InvariantCulture)), rows.Select(static row => row.Split('\t')[4].Trim()));
        Assert.Empty(page.Wrongs);
    }

    // As the page writes rates: three figures.
    private static string Amount(double bits)
    {
        (double number, string prefix) = bits >= 999_500 ? (bits / 1e6, "M") : (bits / 1e3, "k");
        return number.ToString(number < 9.995 ? "0.00" : number < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + $" {prefix}bit/s";
    }
}
