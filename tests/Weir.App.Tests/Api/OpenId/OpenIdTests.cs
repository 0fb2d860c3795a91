using System.Net;
using System.Text;
using System.Text.Json;
using Weir.App.Api.Access;
using Weir.App.Api.Access.OpenId;
using Weir.Testing;
using static Weir.App.Tests.Api.GuardedConsole;

namespace Weir.App.Tests.Api.OpenId;

/// <summary>Signing in at an OpenID provider: who is let in, as what, and how it ends.</summary>
public sealed class OpenIdTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private FakeProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        await File.WriteAllTextAsync(_directory["secret"], FakeProvider.Secret + "\n", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Who_signs_in_there_has_the_role_of_their_claim_and_comes_back_where_they_began()
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        (string at, Dictionary<string, string> asked) = await browser.BeginAsync("/explore?by=proto&since=-1h");

        Assert.Equal((_provider.Issuer + "/authorize", "code", FakeProvider.ClientId, "openid profile", "S256"), (at, asked["response_type"], asked["client_id"], asked["scope"], asked["code_challenge_method"]));
        Assert.Equal(new Uri(console.Address, OpenIdSignIn.Callback).ToString(), asked["redirect_uri"]);
        Assert.DoesNotContain("secret", string.Join(' ', asked.Keys), StringComparison.Ordinal);
        Assert.Equal("  none", await browser.WhoAsync());
        Assert.Equal("/explore?by=proto&since=-1h", await browser.ReturnAsync(("code", _provider.Code(asked)), ("state", asked["state"]), ("session_state", "what providers add")));
        Assert.Equal("zoe analyst provider", await browser.WhoAsync());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser.Client, "fields"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(browser.Client, "users"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_secret_is_shown_in_the_header_or_in_the_body_and_never_in_both(bool inBody)
    {
        await using GuardedConsole console = await StartAsync(options => options with { IsSecretInBody = inBody });
        using var browser = new SignOnBrowser(console.Address);

        Assert.Equal("/", await browser.SignOnAsync(_provider));
        Assert.True(_provider.Exchanges.TryDequeue(out Dictionary<string, string>? said));
        string header = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("weir%20test:s3cret%2F%2B%3A%26%3D"));
        Assert.Equal((inBody ? "" : header, inBody ? FakeProvider.Secret : null), (said["Authorization"], said.GetValueOrDefault("client_secret")));
    }

    [Theory]
    [InlineData("""["staff"]""", "viewer")]
    [InlineData("""["staff", "netops"]""", "admin")]
    [InlineData("\"noc\"", "analyst")]
    [InlineData("""["NOC", "no"]""", "")]
    [InlineData("[]", "")]
    [InlineData("""{"noc": true}""", "")]
    [InlineData("null", "")]
    public async Task A_role_is_the_greatest_that_the_claim_gives(string groups, string role)
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        _provider.Claims["groups"] = JsonElement.Parse(groups);

        Assert.Equal(role.Length > 0 ? "/" : "/?sign-on=refused", await browser.SignOnAsync(_provider));
        Assert.Equal(role.Length > 0 ? $"zoe {role} provider" : "  none", await browser.WhoAsync());
    }

    [Fact]
    public async Task A_claim_may_be_within_others_and_everybody_may_have_a_role()
    {
        await using GuardedConsole console = await StartAsync(static options => options with { Roles = new("realm_access.roles", Role.Viewer, [("ops", Role.Admin)]) });
        using var browser = new SignOnBrowser(console.Address);
        Assert.Equal("/", await browser.SignOnAsync(_provider));
        Assert.Equal("zoe viewer provider", await browser.WhoAsync());
        _provider.Claims["realm_access"] = new Dictionary<string, string[]> { ["roles"] = ["ops"] };

        Assert.Equal("/", await browser.SignOnAsync(_provider));
        Assert.Equal("zoe admin provider", await browser.WhoAsync());
    }

    [Theory]
    [InlineData("4711", "zoe analyst provider")]
    [InlineData("another", "  none")]
    public async Task What_the_token_does_not_tell_the_userinfo_endpoint_does_of_the_same_person(string subject, string who)
    {
        _provider.Claims = [];
        _provider.UserInfo = new() { ["sub"] = subject, ["preferred_username"] = "zoe", ["groups"] = (string[])["noc"] };
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        await browser.SignOnAsync(_provider);

        Assert.Equal(who, await browser.WhoAsync());
    }

    [Theory]
    [InlineData("ann", null)]
    [InlineData("zoe\r\nadmin", null)]
    [InlineData("", null)]
    [InlineData("zoe@example.net", false)]
    [InlineData("zoe@example.net", true)]
    public async Task A_name_that_is_another_s_or_none_is_refused(string name, bool? verified)
    {
        _provider.Claims["email"] = name;
        if (verified is { } is_) _provider.Claims["email_verified"] = is_;
        await using GuardedConsole console = await StartAsync(static options => options with { UserClaim = "email" });
        using var browser = new SignOnBrowser(console.Address);

        Assert.Equal(verified is true ? "/" : "/?sign-on=refused", await browser.SignOnAsync(_provider));
        Assert.Equal(verified is true ? "zoe@example.net analyst provider" : "  none", await browser.WhoAsync());
    }

    [Fact]
    public async Task A_session_ends_when_its_name_becomes_a_user_s_of_the_console()
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        await browser.SignOnAsync(_provider);
        await console.File.ChangeAsync(static set => set.WithUser(new("zoe", Role.Analyst, null)));

        Assert.Equal("  none", await browser.WhoAsync());
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_says_where_it_ends_there()
    {
        string token = "";
        Func<Dictionary<string, object>, string> sign = _provider.Sign;
        _provider.Sign = claims => token = sign(claims);
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        await browser.SignOnAsync(_provider);
        using HttpResponseMessage response = await browser.Client.DeleteAsync(Path("session"), Cancellation);
        string at = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("sign-out-at").GetString()!;

        Assert.Equal($"{_provider.Issuer}/end?client_id=weir+test&post_logout_redirect_uri={Uri.EscapeDataString(console.Address.ToString())}&id_token_hint={token}", at.Replace("weir%20test", "weir+test", StringComparison.Ordinal));
        Assert.Equal("  none", await browser.WhoAsync());
        await SignInAsync(browser.Client, "bob");
        using HttpResponseMessage local = await browser.Client.DeleteAsync(Path("session"), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, local.StatusCode);
    }

    [Fact]
    public async Task Who_signed_in_who_was_refused_and_who_left_is_written_down_without_codes()
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        await browser.SignOnAsync(_provider);
        (await browser.Client.DeleteAsync(Path("session"), Cancellation)).Dispose();
        _provider.Claims["groups"] = "nobody";
        await browser.SignOnAsync(_provider);
        using HttpClient admin = console.Program(console.Tokens["ann"]);
        JsonElement[] lines = [.. (await AskAsync(admin, "audit")).GetProperty("lines").EnumerateArray()];

        Assert.Equal(
            ["GET 403  none sign on, refused: nothing gives zoe a role", "DELETE 200 zoe provider sign out", "GET 200  none sign on zoe as analyst"],
            lines.Select(static line => $"{line.GetProperty("method")} {line.GetProperty("status")} {line.GetProperty("user")} {line.GetProperty("by")} {line.GetProperty("change")}"));
        Assert.All(lines, static line => Assert.False(line.TryGetProperty("question", out _)));
    }

    [Fact]
    public async Task A_password_is_not_changed_by_who_has_none_here()
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        await browser.SignOnAsync(_provider);
        using HttpResponseMessage response = await browser.Client.PostAsync(Path("password"), new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private Task<GuardedConsole> StartAsync(Func<OpenIdOptions, OpenIdOptions>? with = null, Func<AccessOptions, AccessOptions>? access = null) => SignOnConsole.StartAsync(_provider, _directory["secret"], with, access);
}
