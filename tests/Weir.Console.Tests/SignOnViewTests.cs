using System.Text.Json;
using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>Signing in at a real OpenID provider and out of it, in a browser.</summary>
public sealed class SignOnViewTests(RunningConsole running)
{
    [Fact]
    public async Task Signing_in_elsewhere_is_whole_in_light_and_dark_and_on_a_phone()
    {
        using var console = new ProviderConsole();
        foreach ((string mode, int width, int height, bool isDark) in AccessViewTests.Looks)
        {
            await using ConsolePage page = await ConsolePage.OpenAsync(running, width, height, isDark, console.Address);
            await page.ShowAsync("/");
            await page.Page.GetByRole(AriaRole.Link, new() { Name = $"Sign in with {ProviderConsole.Name}" }).WaitForAsync();
            await AccessViewTests.WholeAsync(page, $"sign-on-{mode}");
            await page.ShowAsync("/?sign-on=refused");
            await page.Page.GetByRole(AriaRole.Alert).WaitForAsync();
            await AccessViewTests.WholeAsync(page, $"sign-on-refused-{mode}");
        }
    }

    [Fact]
    public async Task Who_signs_in_elsewhere_has_the_role_of_their_group_and_signs_out_there_too()
    {
        using var console = new ProviderConsole();
        await using ConsolePage page = await OpenAsync(console);
        await page.ShowAsync("/explore?by=proto&since=-15m");
        await SignOnAsync(page, "zoe.noc");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Access: you are zoe.noc" }).WaitForAsync();
        Assert.EndsWith("/explore?by=proto&since=-15m", page.Page.Url, StringComparison.Ordinal);
        Assert.Equal("zoe.noc analyst provider", await WhoAsync(page));
        Assert.Equal(403, await page.Page.EvaluateAsync<int>("async () => (await fetch('/api/v1/users')).status"));

        await page.ShowAsync("/access");
        await page.Page.GetByText($"signed in with {ProviderConsole.Name}").WaitForAsync();
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, "sign-on-access.png"), FullPage = true });
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, sign me out" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Weir" }).WaitForAsync();
        Assert.Equal(new Uri(console.Address, "/").ToString(), page.Page.Url);
        // The provider asks for the password again, and lets somebody else in.
        await SignOnAsync(page, "ada.netops");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Access: you are ada.netops" }).WaitForAsync();
        Assert.Equal("ada.netops admin provider", await WhoAsync(page));
    }

    [Fact]
    public async Task Who_has_no_group_that_is_known_here_is_told_so()
    {
        using var console = new ProviderConsole();
        await using ConsolePage page = await OpenAsync(console);
        await page.ShowAsync("/flows");
        await SignOnAsync(page, "joe.sales");
        await page.Page.GetByRole(AriaRole.Alert).GetByText("nobody has given you a role here").WaitForAsync();

        Assert.Equal("  none", await WhoAsync(page));
    }

    // The provider's pages ask others for their letters; they do without.
    private async Task<ConsolePage> OpenAsync(ProviderConsole console)
    {
        ConsolePage page = await ConsolePage.OpenAsync(running, address: console.Address);
        await page.Page.Context.RouteAsync(static address => new Uri(address).Host != "127.0.0.1", static route => route.AbortAsync());
        return page;
    }

    private static async Task SignOnAsync(ConsolePage page, string name)
    {
        await page.Page.GetByRole(AriaRole.Link, new() { Name = $"Sign in with {ProviderConsole.Name}" }).ClickAsync();
        await page.Page.GetByPlaceholder("Enter any login").FillAsync(name);
        await page.Page.GetByPlaceholder("and password").FillAsync("any");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign-in" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }

    private static async Task<string> WhoAsync(ConsolePage page)
    {
        JsonElement me = await page.Page.EvaluateAsync<JsonElement>("async () => await (await fetch('/api/v1/me')).json()");
        return $"{me.GetProperty("user").GetString()} {me.GetProperty("role").GetString()} {me.GetProperty("by").GetString()}";
    }
}
