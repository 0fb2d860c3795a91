using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Weir.App.Api.Access;
using Weir.Testing;
using static Weir.App.Tests.Api.GuardedConsole;

namespace Weir.App.Tests.Api;

/// <summary>Proxies that say who asks, HTTPS, limits and the audit log: each a console of its own.</summary>
public sealed class AccessOptionTests
{
    [Theory]
    [InlineData("127.0.0.1", "bob", null, "bob", "analyst")]
    [InlineData("127.0.0.1", "stranger", null, "stranger", "")]
    [InlineData("192.0.2.1", "bob", null, "", "")]
    [InlineData("127.0.0.1", "bob,ann", null, "", "")]
    [InlineData("127.0.0.1", "stranger", "admin", "stranger", "admin")]
    [InlineData("127.0.0.1", "ann", "root", "ann", "")]
    [InlineData("192.0.2.1", "ann", "admin", "", "")]
    public async Task A_header_is_believed_of_the_proxies_that_are_named_and_of_nobody_else(string from, string user, string? role, string known, string expected)
    {
        await using GuardedConsole console = await StartAsync(access => access with { ProxyHeader = "X-Forwarded-User", ProxyFrom = [IPAddress.Parse(from)], RoleHeader = role is null ? null : "X-Role" });
        using HttpClient client = console.Browser();
        foreach (string name in user.Split(',')) client.DefaultRequestHeaders.Add("X-Forwarded-User", name);
        if (role is not null) client.DefaultRequestHeaders.Add("X-Role", role);

        JsonElement me = await AskAsync(client, "me");
        Assert.Equal((known, expected), (me.GetProperty("user").GetString(), me.GetProperty("role").GetString()));
        Assert.Equal(expected.Length > 0 ? HttpStatusCode.OK : known.Length > 0 ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized, await StatusAsync(client, "fields"));
    }

    [Fact]
    public async Task Who_the_proxy_knows_and_nobody_gave_a_role_has_the_one_of_the_configuration()
    {
        await using GuardedConsole console = await StartAsync(static access => access with { ProxyHeader = "X-Forwarded-User", ProxyFrom = [IPAddress.Loopback], ProxyRole = Role.Viewer });
        using HttpClient client = console.Browser();
        client.DefaultRequestHeaders.Add("X-Forwarded-User", "stranger");

        Assert.Equal("viewer", (await AskAsync(client, "me")).GetProperty("role").GetString());
    }

    [Fact]
    public async Task Many_wrong_passwords_are_not_tried_whoever_they_are_of()
    {
        await using GuardedConsole console = await StartAsync(static access => access with { MaxSignIns = 3 });
        using HttpClient client = console.Browser();
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage wrong = await SignInAsync(client, "bob", "wrong password");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        foreach (string user in (string[])["bob", "ann"])
        {
            using HttpResponseMessage refused = await SignInAsync(client, user);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 20);
        }
    }

    [Fact]
    public async Task Who_asks_too_often_waits()
    {
        await using GuardedConsole console = await StartAsync(static access => access with { RequestsPerSecond = 1 });
        using HttpClient client = console.Program(console.Tokens["eve"]);
        var answers = new List<HttpStatusCode>();
        for (int i = 0; i < 12; i++) answers.Add(await StatusAsync(client, "fields"));

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
    }

    [Fact]
    public async Task By_https_the_cookie_is_sent_no_other_way()
    {
        using var certificates = new TestCertificates();
        (string certificate, string key) = certificates.Issue();
        await using GuardedConsole console = await StartAsync(static access => access, options => options with { Certificate = certificate, Key = key });
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(certificates.CaFile);
        using var handler = new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } };
        using var client = new HttpClient(handler) { BaseAddress = console.Address };
        client.DefaultRequestHeaders.Add("X-Weir", "1");
        using HttpResponseMessage signed = await SignInAsync(client, "bob");

        Assert.Equal("https", console.Address.Scheme);
        string cookie = Assert.Single(signed.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-weir-session=", cookie, StringComparison.Ordinal);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["max-age=31536000"], signed.Headers.GetValues("Strict-Transport-Security"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "fields"));
    }

    [Fact]
    public async Task Who_asked_what_is_written_down_with_how_it_ended_and_without_passwords()
    {
        await using GuardedConsole console = await StartAsync(static access => access);
        using HttpClient browser = console.Browser();
        using HttpClient admin = console.Program(console.Tokens["ann"]);
        await StatusAsync(browser, "top");
        (await SignInAsync(browser, "bob", "hunter2hunter2")).Dispose();
        (await SignInAsync(browser, "bob")).Dispose();
        await AskAsync(browser, "top?by=src_addr&filter=src%20net%2010.0.0.0%2F8");
        await StatusAsync(browser, "users");
        (await admin.PostAsJsonAsync(Path("users"), new { name = "gus", role = "viewer", password = "a new password" }, Cancellation)).Dispose();
        JsonElement[] lines = [.. (await AskAsync(admin, "audit")).GetProperty("lines").EnumerateArray()];

        Assert.Equal(
            ["POST /api/v1/users 204 ann token add gus as viewer", "GET /api/v1/users 403 bob session ", "GET /api/v1/top 200 bob session ", "POST /api/v1/session 200  none sign in bob", "POST /api/v1/session 401  none sign in bob"],
            lines.Select(static line => $"{Text(line, "method")} {Text(line, "path")} {line.GetProperty("status")} {Text(line, "user")} {Text(line, "by")} {Text(line, "change")}"));
        Assert.Equal("?by=src_addr&filter=src net 10.0.0.0/8", Text(lines[2], "question"));
        Assert.Equal("127.0.0.1", Text(lines[2], "from"));
        Assert.True(lines[2].GetProperty("milliseconds").GetDouble() >= 0);
        string written = await File.ReadAllTextAsync(console.Options.Audit, Cancellation);
        Assert.DoesNotContain("password\"", written, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", written, StringComparison.Ordinal);
        Assert.DoesNotContain(console.Tokens["ann"], written, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(console.Options.Audit));
    }

    private static string Text(JsonElement line, string name) => line.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    private static async Task<GuardedConsole> StartAsync(Func<AccessOptions, AccessOptions> access, Func<App.Api.Hosting.ConsoleOptions, App.Api.Hosting.ConsoleOptions>? console = null)
    {
        var started = new GuardedConsole();
        await started.StartAsync(access, console ?? (static options => options));
        return started;
    }
}
