using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>What needs attention is on Home, and leads to where it is seen.</summary>
public sealed class AttentionTests(RunningConsole console)
{
    [Fact]
    public async Task What_cannot_be_decoded_is_told_on_home_and_by_reason_on_its_exporters_page()
    {
        await using ConsolePage page = await ConsolePage.OpenAsync(console);
        await page.ShowAsync("/");
        ILocator list = page.Page.GetByRole(AriaRole.Region, new() { Name = "What needs attention" });
        await list.GetByText($"{HostileExporter.Address} ipfix (1 reserved-set-id)").WaitForAsync();
        await list.GetByText($"{HostileExporter.Address} ipfix (1 sets)").WaitForAsync();
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));

        await list.GetByRole(AriaRole.Link, new() { Name = "sending what cannot be decoded" }).ClickAsync();
        await page.Page.WaitForURLAsync("**/exporters");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = HostileExporter.Address }).First.ClickAsync();
        ILocator reasons = page.Page.GetByRole(AriaRole.Region, new() { Name = "What could not be decoded" });
        await reasons.GetByText("reserved set id", new() { Exact = true }).WaitForAsync();
        await reasons.GetByText("unknown template", new() { Exact = true }).WaitForAsync();
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, "exporter-light.png"), FullPage = true });
        Assert.Empty(page.Wrongs);
    }
}
