using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Weir.Console.Tests;

/// <summary>Signing in and out, users, tokens and the log, and what a viewer sees: in a browser, with users that the program's own verbs made.</summary>
public sealed partial class AccessViewTests(RunningConsole running)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_in_is_whole_in_light_and_dark_and_on_a_phone()
    {
        using var guarded = new GuardedConsole(running.Archive);
        foreach ((string mode, int width, int height, bool isDark) in Looks)
        {
            await using ConsolePage page = await ConsolePage.OpenAsync(running, width, height, isDark, guarded.Address);
            await page.ShowAsync("/explore?by=proto&since=-15m");
            await WholeAsync(page, $"sign-in-{mode}");
        }
    }

    [Fact]
    public async Task Who_signs_in_sees_what_was_asked_for_and_who_signs_out_nothing()
    {
        using var guarded = new GuardedConsole(running.Archive);
        await using ConsolePage page = await ConsolePage.OpenAsync(running, address: guarded.Address);
        await page.ShowAsync("/explore?by=proto&since=-15m");
        await page.Page.GetByLabel("Name").FillAsync("bob");
        await page.Page.GetByLabel("Password").FillAsync("wrong password");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Alert).GetByText("name or password is wrong").WaitForAsync();
        await SignInAsync(page, "bob");
        await page.SettleAsync();

        Assert.EndsWith("/explore?by=proto&since=-15m", page.Page.Url, StringComparison.Ordinal);
        Assert.Contains("tcp", await page.Page.InnerTextAsync("main"), StringComparison.OrdinalIgnoreCase);
        await page.ShowAsync("/access");
        Assert.Equal(0, await page.Page.GetByRole(AriaRole.Region, new() { Name = "Users" }).CountAsync());
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Weir" }).WaitForAsync();
        await page.Page.GoBackAsync();
        await page.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Weir" }).WaitForAsync();
        // The wrong password, which browsers write down.
        Assert.All(page.Wrongs, static wrong => Assert.Contains("401", wrong, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_admin_gives_roles_and_tokens_and_reads_who_asked_what()
    {
        using var guarded = new GuardedConsole(running.Archive);
        using var client = new HttpClient { BaseAddress = guarded.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", guarded.Token("bob"));
        (await client.GetAsync(new Uri("api/v1/top?filter=" + Uri.EscapeDataString(HostileExporter.Application), UriKind.Relative), Cancellation)).Dispose();
        foreach ((string mode, int width, int height, bool isDark) in Looks)
        {
            await using ConsolePage page = await ConsolePage.OpenAsync(running, width, height, isDark, guarded.Address);
            await page.ShowAsync("/access");
            await SignInAsync(page, "ann");
            await page.Page.GetByRole(AriaRole.Region, new() { Name = "Who asked what" }).GetByText(HostileExporter.Application).First.WaitForAsync();
            await page.SettleAsync();
            await WholeAsync(page, $"access-{mode}");
            Assert.False(await page.Page.EvaluateAsync<bool>("() => 'pwned' in window || !!document.querySelector('main img, main script')"));
            if (mode != "light") continue;
            await ChangeAsync(page, client);
        }
    }

    [Fact]
    public async Task A_viewer_sees_prefixes_alone()
    {
        using var guarded = new GuardedConsole(running.Archive);
        await using ConsolePage page = await ConsolePage.OpenAsync(running, address: guarded.Address);
        await page.ShowAsync("/");
        await SignInAsync(page, "eve");
        foreach (string path in (string[])["/", "/explore?by=src_addr,sampler_address&since=-15m", "/flows?since=-15m&columns=src_addr,dst_addr,sampler_address,next_hop"])
        {
            await page.ShowAsync(path);
            string shown = await page.Page.InnerTextAsync("main");
            Assert.DoesNotMatch(HostAddress(), shown);
            Assert.Matches(PrefixAddress(), shown);
        }

        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, "viewer-flows.png"), FullPage = true });
        await page.ShowAsync("/");
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, "viewer-home.png"), FullPage = true });
        Assert.Equal(0, await page.Page.GetByRole(AriaRole.Link, new() { Name = "Exporters" }).CountAsync());
    }

    [Fact]
    public async Task Who_is_removed_sees_nothing_more()
    {
        using var guarded = new GuardedConsole(running.Archive);
        await using ConsolePage page = await ConsolePage.OpenAsync(running, address: guarded.Address);
        await page.ShowAsync("/system");
        await SignInAsync(page, "bob");
        await page.Page.GetByText("Program").First.WaitForAsync();
        guarded.User(null, "rm", "bob");
        // The view asks by itself every few seconds.
        await page.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in to Weir" }).WaitForAsync();
    }

    internal static readonly (string Mode, int Width, int Height, bool IsDark)[] Looks = [("light", 1440, 900, false), ("dark", 1440, 900, true), ("phone", 360, 740, false)];

    private static async Task SignInAsync(ConsolePage page, string user)
    {
        await page.Page.GetByLabel("Name").FillAsync(user);
        await page.Page.GetByLabel("Password").FillAsync(GuardedConsole.Password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = $"Access: you are {user}" }).WaitForAsync();
    }

    private static async Task ChangeAsync(ConsolePage page, HttpClient bob)
    {
        ILocator tokens = page.Page.GetByRole(AriaRole.Region, new() { Name = "Tokens" });
        await tokens.GetByLabel("Name").FillAsync("grafana");
        await tokens.GetByRole(AriaRole.Button, new() { Name = "Make a token" }).ClickAsync();
        string token = await tokens.Locator("code").InnerTextAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("api/v1/users", UriKind.Relative));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage users = await bob.SendAsync(request, Cancellation);
        Assert.True(users.IsSuccessStatusCode);

        ILocator people = page.Page.GetByRole(AriaRole.Region, new() { Name = "Users" });
        await people.GetByLabel("Name").FillAsync("gus");
        await people.GetByRole(AriaRole.Button, new() { Name = "Add a user" }).ClickAsync();
        await people.GetByLabel("Role of gus").SelectOptionAsync("viewer");
        await people.GetByRole(AriaRole.Button, new() { Name = "Remove bob" }).ClickAsync();
        await people.GetByRole(AriaRole.Button, new() { Name = "Remove bob" }).ClickAsync();
        await people.GetByLabel("Role of bob").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        using HttpResponseMessage refused = await bob.GetAsync(new Uri("api/v1/fields", UriKind.Relative), Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("viewer", await people.GetByLabel("Role of gus").InputValueAsync());
        Assert.Empty(page.Wrongs);
    }

    internal static async Task WholeAsync(ConsolePage page, string name)
    {
        await page.Page.ScreenshotAsync(new() { Path = Path.Combine(RunningConsole.Screenshots, $"{name}.png"), FullPage = true });
        Assert.Empty(page.Wrongs);
        Assert.Equal("", await Accessibility.FaultsAsync(page.Page));
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
    }

    [GeneratedRegex(@"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.[1-9]\d*\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HostAddress();

    [GeneratedRegex(@"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.0\b", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PrefixAddress();
}
