using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Weir.App.Api.Access;
using Weir.App.Api.Access.OpenId;
using Weir.Testing;
using static Weir.App.Tests.Api.GuardedConsole;

namespace Weir.App.Tests.Api.OpenId;

/// <summary>What is not the provider's word to this console for this sign-in lets nobody in, and a provider that is not there stops nothing else.</summary>
public sealed class HostileProviderTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private FakeProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        await File.WriteAllTextAsync(_directory["secret"], FakeProvider.Secret, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("nonce", "another sign-in's", "IDX21321")]
    [InlineData("nonce", null, "IDX21349")]
    [InlineData("aud", "another client", "IDX10214")]
    [InlineData("aud", null, "IDX10206")]
    [InlineData("azp", "another client", "IDX21340")]
    [InlineData("iss", "https://another.example", "IDX10205")]
    [InlineData("iss", null, "IDX10211")]
    [InlineData("sub", null, "IDX21314")]
    [InlineData("exp", "-600", "IDX10223")]
    [InlineData("exp", null, "IDX10225")]
    [InlineData("iat", null, "IDX21314")]
    [InlineData("nbf", "+200", "IDX10222")]
    [InlineData("at_hash", "AAAAAAAAAAAAAAAAAAAAAA", "IDX21348")]
    public async Task A_token_with_a_wrong_claim_or_without_one_is_refused(string claim, string? value, string reason)
    {
        Func<Dictionary<string, object>, string> sign = _provider.Sign;
        _provider.Sign = claims =>
        {
            if (value is null) claims.Remove(claim);
            else claims[claim] = value[0] is '+' or '-' ? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + int.Parse(value, CultureInfo.InvariantCulture) : value;
            return sign(claims);
        };
        await RefusedAsync(reason);
    }

    [Theory]
    [InlineData("another key", "IDX10503")]
    [InlineData("another key of the same name", "IDX10511")]
    [InlineData("none", "IDX10504")]
    [InlineData("the secret", "IDX10")]
    [InlineData("the public key as a secret", "IDX10")]
    [InlineData("changed", "IDX10511")]
    [InlineData("no signature", "IDX10")]
    [InlineData("nothing", "IDX10000")]
    public async Task A_token_that_the_provider_s_key_has_not_signed_is_refused(string by, string reason)
    {
        Func<Dictionary<string, object>, string> sign = _provider.Sign;
        _provider.Sign = claims => by switch
        {
            "another key" => FakeProvider.Signed(claims, new(FakeProvider.NewKey(), SecurityAlgorithms.EcdsaSha256)),
            "another key of the same name" => FakeProvider.Signed(claims, new(Named(FakeProvider.NewKey()), SecurityAlgorithms.EcdsaSha256)),
            "none" => Unsigned(sign(claims)),
            "the secret" => FakeProvider.Signed(claims, new(Named(new SymmetricSecurityKey(Encoding.ASCII.GetBytes(FakeProvider.Secret.PadRight(64, 'x')))), SecurityAlgorithms.HmacSha256)),
            "the public key as a secret" => FakeProvider.Signed(claims, new(Named(new SymmetricSecurityKey(_provider.Key.ECDsa.ExportSubjectPublicKeyInfo())), SecurityAlgorithms.HmacSha256)),
            "changed" => Changed(sign(claims)),
            "no signature" => sign(claims)[..(sign(claims).LastIndexOf('.') + 1)],
            _ => "",
        };
        await RefusedAsync(reason);
    }

    [Fact]
    public async Task A_code_or_a_state_that_was_not_begun_in_this_browser_is_refused()
    {
        await using GuardedConsole console = await StartAsync();
        using var attacker = new SignOnBrowser(console.Address);
        using var browser = new SignOnBrowser(console.Address);
        (_, Dictionary<string, string> theirs) = await attacker.BeginAsync();
        (_, Dictionary<string, string> own) = await browser.BeginAsync();

        Assert.Equal("/?sign-on=stale", await browser.ReturnAsync(("code", _provider.Code(theirs)), ("state", theirs["state"])));
        Assert.Equal("/?sign-on=stale", await browser.ReturnAsync(("code", _provider.Code(theirs))));
        Assert.Equal("/?sign-on=stale", await browser.ReturnAsync(("code", _provider.Code(theirs)), ("state", "AAAA")));
        Assert.Equal("/?sign-on=stale", await browser.ReturnAsync());
        // The attacker's code with the browser's own state: PKCE tells.
        Assert.Equal("/?sign-on=invalid", await browser.ReturnAsync(("code", _provider.Code(theirs)), ("state", own["state"])));
        Assert.Equal("/?sign-on=stale", await browser.ReturnAsync(("code", _provider.Code(own)), ("state", own["state"])));
        Assert.Equal("  none", await browser.WhoAsync());
        (_, own) = await browser.BeginAsync();
        Assert.Equal("/?sign-on=invalid", await browser.ReturnAsync(("code", _provider.Code(own)), ("state", own["state"]), ("iss", "https://another.example")));
    }

    [Theory]
    [InlineData("access_denied", "denied")]
    [InlineData("server_error", "invalid")]
    [InlineData("<script>alert(1)</script>", "invalid")]
    public async Task What_the_provider_refuses_is_told_in_words_of_the_console(string error, string word)
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        (_, Dictionary<string, string> asked) = await browser.BeginAsync();

        Assert.Equal("/?sign-on=" + word, await browser.ReturnAsync(("error", error), ("error_description", "call this number"), ("state", asked["state"])));
        Assert.DoesNotContain("script", await File.ReadAllTextAsync(console.Options.Audit, Cancellation), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task Nobody_is_sent_to_another_site(string to)
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);

        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(browser.Client, "sign-on?to=" + Uri.EscapeDataString(to)));
    }

    [Fact]
    public async Task Another_site_begins_nothing()
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        browser.Client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(browser.Client, "sign-on"));
    }

    [Fact]
    public async Task While_the_provider_is_away_its_users_are_told_and_others_sign_in()
    {
        int port = new Uri(_provider.Issuer).Port;
        await _provider.DisposeAsync();
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);

        Assert.Equal(("/", "unreachable"), await browser.BeginAsync() is var (at, asked) ? (at, asked["sign-on"]) : default);
        (await SignInAsync(browser.Client, "bob")).Dispose();
        Assert.Equal("bob analyst session", await browser.WhoAsync());
        _provider = await FakeProvider.StartAsync(port);
        long since = Environment.TickCount64;
        while (await TryAsync(browser) != "/" && Environment.TickCount64 - since < 30_000) await Task.Delay(200, Cancellation);
        Assert.Equal("zoe analyst provider", await browser.WhoAsync());
    }

    [Fact]
    public async Task A_provider_that_goes_away_in_the_middle_is_told()
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        (_, Dictionary<string, string> asked) = await browser.BeginAsync();
        await _provider.DisposeAsync();

        Assert.Equal("/?sign-on=unreachable", await browser.ReturnAsync(("code", _provider.Code(asked)), ("state", asked["state"])));
    }

    [Fact]
    public async Task A_key_that_is_new_is_fetched()
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);
        Assert.Equal("/", await browser.SignOnAsync(_provider));
        _provider.Key = FakeProvider.NewKey();
        long since = Environment.TickCount64;
        while (await TryAsync(browser) != "/" && Environment.TickCount64 - since < 30_000) await Task.Delay(200, Cancellation);

        Assert.Equal("/", await browser.SignOnAsync(_provider));
    }

    [Theory]
    [InlineData("issuer", "https://another.example")]
    [InlineData("token_endpoint", "ftp://127.0.0.1/")]
    [InlineData("end_session_endpoint", "javascript:alert(1)")]
    [InlineData("authorization_endpoint", "")]
    public async Task A_provider_that_says_what_cannot_be_is_as_one_that_is_away(string member, string value)
    {
        _provider.Metadata = metadata => metadata[member] = value;
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);

        Assert.Equal(("/", "unreachable"), await browser.BeginAsync() is var (at, asked) ? (at, asked["sign-on"]) : default);
    }

    [Fact]
    public async Task Https_of_a_private_authority_needs_it_named()
    {
        using var certificates = new TestCertificates();
        await using FakeProvider provider = await FakeProvider.StartAsync(https: certificates.Issue());
        await using GuardedConsole without = await SignOnConsole.StartAsync(provider, _directory["secret"]);
        await using GuardedConsole with = await SignOnConsole.StartAsync(provider, _directory["secret"], options => options with { CertificateAuthorityFile = certificates.CaFile });
        using var doubting = new SignOnBrowser(without.Address);
        using var trusting = new SignOnBrowser(with.Address);

        Assert.Equal("unreachable", (await doubting.BeginAsync()).Asked["sign-on"]);
        Assert.Equal("/", await trusting.SignOnAsync(provider));
    }

    [Fact]
    public async Task Behind_a_proxy_the_provider_sends_people_back_to_it_and_the_cookie_goes_by_https()
    {
        await using GuardedConsole console = await StartAsync(static options => options with { ExternalUrl = new Uri("https://weir.example.net") });
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = console.Address };
        using HttpResponseMessage response = await client.GetAsync(Path("sign-on"), Cancellation);
        string cookie = Assert.Single(response.Headers.GetValues("Set-Cookie"));

        Assert.Contains("redirect_uri=https%3A%2F%2Fweir.example.net%2Fapi%2Fv1%2Fsign-on%2Fcallback", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        foreach (string part in (string[])["; secure", "; httponly", "; samesite=lax", "; path=/api/v1/sign-on/callback"]) Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Who_tries_too_often_waits()
    {
        await using GuardedConsole console = await StartAsync(access: static access => access with { MaxSignIns = 2 });
        using var browser = new SignOnBrowser(console.Address);
        await browser.ReturnAsync(("state", "a"));
        await browser.ReturnAsync(("state", "b"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(browser.Client, "sign-on/callback?state=c"));
    }

    [Fact]
    public async Task Without_a_secret_nothing_starts() =>
        Assert.Contains("holds no secret", (await Assert.ThrowsAsync<App.Commands.RunException>(async () =>
        {
            await File.WriteAllTextAsync(_directory["empty"], "\n", Cancellation);
            await SignOnConsole.StartAsync(_provider, _directory["empty"]);
        })).Message, StringComparison.Ordinal);

    private async Task RefusedAsync(string reason)
    {
        await using GuardedConsole console = await StartAsync();
        using var browser = new SignOnBrowser(console.Address);

        Assert.Equal("/?sign-on=invalid", await browser.SignOnAsync(_provider));
        Assert.Equal("  none", await browser.WhoAsync());
        string why = JsonElement.Parse(await File.ReadAllTextAsync(console.Options.Audit, Cancellation)).GetProperty("change").GetString()!;
        Assert.True(why.Contains(reason, StringComparison.Ordinal), why);
    }

    private async Task<string> TryAsync(SignOnBrowser browser) => (await browser.BeginAsync()) is var (at, asked) && at == "/" ? asked["sign-on"] : await browser.ReturnAsync(("code", _provider.Code(asked)), ("state", asked["state"]));

    private T Named<T>(T key)
        where T : SecurityKey
    {
        key.KeyId = _provider.Key.KeyId;
        return key;
    }

    private static string Unsigned(string token) => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{token.Split('.')[1]}.";

    private static string Changed(string token) =>
        token.Split('.') is [var header, var payload, var signature] ? $"{header}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(payload).Replace("noc", "netops", StringComparison.Ordinal))}.{signature}" : "";

    private Task<GuardedConsole> StartAsync(Func<OpenIdOptions, OpenIdOptions>? with = null, Func<AccessOptions, AccessOptions>? access = null) => SignOnConsole.StartAsync(_provider, _directory["secret"], with, access);
}
