using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>Home: what it says is what the command line says; what needs attention leads to where it is seen.</summary>
public sealed class HomeTests(RunningConsole console)
{
    [Theory]
    [InlineData("Top talkers", "src_addr", "")]
    [InlineData("Top destinations", "dst_addr", "")]
    [InlineData("Top services", "dst_port,proto", "dst_port < 32768")]
    [InlineData("Top interfaces", "sampler_address,in_if", "")]
    [InlineData("Top autonomous systems", "src_as", "")]
    public async Task The_largest_are_those_of_the_command_line_with_their_bytes(string card, string by, string filter)
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console, ofHistory: true);
        await page.ShowAsync($"/?{History.Range}");
        string[] question = ["top", "--by", by, "-n", "6", "--since", "2026-11-09", "--until", "2026-11-16"];
        JsonElement[] rows = console.AskHistory(filter.Length > 0 ? [.. question, filter] : question);

        ILocator cells = page.Page.GetByRole(AriaRole.Region, new() { Name = card, Exact = true }).Locator("tbody tr");
        Assert.Equal(rows.Length, await cells.CountAsync());
        for (int i = 0; i < rows.Length; i++)
        {
            string text = await cells.Nth(i).InnerTextAsync();
            foreach (string key in by.Split(',').Where(static key => key != "proto")) Assert.Contains(rows[i].GetProperty(key).ToString(), text, StringComparison.Ordinal);
            Assert.Contains(Amount(rows[i].GetProperty("bytes").GetDouble()), text.Replace('\u00a0', ' '), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_cannot_be_decoded_is_told_on_home_and_by_reason_on_its_exporters_page()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/");
        ILocator list = page.Page.GetByRole(AriaRole.Region, new() { Name = "What needs attention" });
        await list.GetByText($"{HostileExporter.Address} ipfix (1 reserved-set-id)").WaitForAsync();
        await list.GetByText($"{HostileExporter.Address} ipfix (1 data set)").WaitForAsync();
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));

        await list.GetByRole(AriaRole.Link, new() { Name = "sending what cannot be decoded" }).ClickAsync();
        await page.WaitForAddressAsync("/exporters");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = HostileExporter.Address }).First.ClickAsync();
        ILocator reasons = page.Page.GetByRole(AriaRole.Region, new() { Name = "What could not be decoded" });
        await reasons.GetByText("reserved set id", new() { Exact = true }).WaitForAsync();
        await reasons.GetByText("unknown template", new() { Exact = true }).WaitForAsync();
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, "exporter-light.png"), FullPage = true });
        Assert.Empty(page.Wrongs);
    }

    // As the page writes octets: three figures and a decimal prefix.
    private static string Amount(double octets)
    {
        int power = 0;
        for (; octets >= 999.5; power++) octets /= 1000;
        return octets.ToString(octets < 9.995 ? "0.00" : octets < 99.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + " " + (power == 0 ? "" : "kMGTPE"[power - 1]) + "B";
    }
}
