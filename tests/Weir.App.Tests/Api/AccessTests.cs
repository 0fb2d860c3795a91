using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Weir.App.Api.Access;
using static Weir.App.Tests.Api.GuardedConsole;

namespace Weir.App.Tests.Api;

/// <summary>Who is let in, by what, to what.</summary>
public sealed class AccessTests(GuardedConsole console) : IClassFixture<GuardedConsole>
{
    private static readonly string[] Open = ["GET me", "POST session", "DELETE session", "GET sign-on", "GET sign-on/callback"];

    [Fact]
    public async Task Every_endpoint_has_a_role_and_answers_nobody_below_it()
    {
        using HttpClient nobody = console.Browser();
        Dictionary<string, HttpClient> clients = console.Tokens.ToDictionary(static one => one.Key, one => console.Program(one.Value));
        JsonElement paths = (await AskAsync(clients["eve"], "openapi.json")).GetProperty("paths");
        int walked = 0;
        foreach (JsonProperty path in paths.EnumerateObject())
        {
            foreach (JsonProperty method in path.Value.EnumerateObject())
            {
                string name = $"{method.Name.ToUpperInvariant()} {path.Name["/api/v1/".Length..]}";
                string role = method.Value.GetProperty("x-weir-role").GetString()!;
                Assert.Equal(Open.Contains(name), role.Length == 0);
                Assert.Equal(role.Length > 0, method.Value.GetProperty("security").GetArrayLength() > 0);
                if (role.Length == 0) continue;
                walked++;
                using HttpResponseMessage refused = await SendAsync(nobody, method.Name, path.Name);
                Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{name}: {refused.StatusCode}");
                Assert.Equal("{\"error\":\"sign in, or show a token\"}", await refused.Content.ReadAsStringAsync(Cancellation));
                foreach ((string user, string has) in ((string, string)[])[("eve", "viewer"), ("bob", "analyst")])
                {
                    using HttpResponseMessage response = await SendAsync(clients[user], method.Name, path.Name);
                    bool may = RoleName.Parse(has, "") >= RoleName.Parse(role, "");
                    bool isRefused = response.StatusCode == HttpStatusCode.Unauthorized
                        || response.StatusCode == HttpStatusCode.Forbidden && (await response.Content.ReadAsStringAsync(Cancellation)).Contains("this needs the role", StringComparison.Ordinal);
                    Assert.True(may != isRefused, $"{name} by a {has}: {response.StatusCode}");
                }
            }
        }

        Assert.InRange(walked, 20, 100);
        foreach (HttpClient client in clients.Values) client.Dispose();
    }

    [Fact]
    public async Task Pages_are_there_for_all_and_hold_no_data()
    {
        using HttpClient nobody = console.Browser();
        using HttpResponseMessage page = await nobody.GetAsync(new Uri("explore?by=src_addr", UriKind.Relative), Cancellation);

        Assert.DoesNotContain("10.0.", await page.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("{\"user\":\"\",\"role\":\"\",\"by\":\"none\",\"asks-who\":true}", await nobody.GetStringAsync(Path("me"), Cancellation));
    }

    [Fact]
    public async Task A_session_is_a_cookie_that_no_script_and_no_other_site_has_and_signing_out_ends_it()
    {
        using HttpClient browser = console.Browser();
        using HttpResponseMessage signed = await SignInAsync(browser, "bob");
        string cookie = Assert.Single(signed.Headers.GetValues("Set-Cookie"));
        using var thief = new HttpRequestMessage(HttpMethod.Get, Path("fields"));
        thief.Headers.Add("Cookie", cookie.Split(';')[0]);

        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, "fields"));
        using HttpResponseMessage left = await browser.DeleteAsync(Path("session"), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, left.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser, "fields"));
        using HttpClient other = console.Browser();
        using HttpResponseMessage refused = await other.SendAsync(thief, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task A_session_that_was_put_into_the_browser_is_never_the_one_that_is_signed_in()
    {
        using HttpClient browser = console.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path("session")) { Content = JsonContent.Create(new { user = "bob", password = Password }) };
        request.Headers.Add("Cookie", "weir-session=" + new string('a', 64));
        using HttpResponseMessage signed = await browser.SendAsync(request, Cancellation);

        Assert.DoesNotContain(new string('a', 64), Assert.Single(signed.Headers.GetValues("Set-Cookie")), StringComparison.Ordinal);
        using var fixedOne = new HttpRequestMessage(HttpMethod.Get, Path("fields"));
        fixedOne.Headers.Add("Cookie", "weir-session=" + new string('a', 64));
        using HttpClient other = console.Browser();
        using HttpResponseMessage refused = await other.SendAsync(fixedOne, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData("bob", "wrong password")]
    [InlineData("nobody", Password)]
    [InlineData("bob", "")]
    [InlineData("", "")]
    public async Task What_was_wrong_of_name_and_password_is_not_told(string user, string password)
    {
        using HttpClient browser = console.Browser();
        using HttpResponseMessage refused = await SignInAsync(browser, user, password);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
        Assert.Equal("{\"error\":\"name or password is wrong\"}", await refused.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task A_change_of_role_ends_sessions_and_a_removed_user_has_no_tokens()
    {
        using HttpClient admin = console.Program(console.Tokens["ann"]);
        using HttpClient browser = console.Browser();
        await OkAsync(await admin.PostAsJsonAsync(Path("users"), new { name = "carl", role = "admin", password = Password }, Cancellation));
        await OkAsync(await SignInAsync(browser, "carl"));
        using HttpResponseMessage made = await browser.PostAsJsonAsync(Path("tokens"), new { name = "ci" }, Cancellation);
        string token = JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancellation)).GetProperty("token").GetString()!;
        using HttpClient program = console.Program(token);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(browser, "users"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program, "users"));
        await OkAsync(await admin.PatchAsJsonAsync(Path("users"), new { name = "carl", role = "viewer" }, Cancellation));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser, "fields"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(program, "users"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(program, "fields"));
        await OkAsync(await admin.DeleteAsync(Path("users?name=carl"), Cancellation));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(program, "fields"));
    }

    [Fact]
    public async Task A_token_may_no_more_than_who_made_it_and_nobody_makes_others_tokens()
    {
        using HttpClient eve = console.Program(console.Tokens["eve"]);

        Assert.Equal((HttpStatusCode.BadRequest, "role admin: viewer is the most"), await ErrorAsync(await eve.PostAsJsonAsync(Path("tokens"), new { name = "more", role = "admin" }, Cancellation)));
        Assert.Equal((HttpStatusCode.Forbidden, "others' tokens are an admin's"), await ErrorAsync(await eve.PostAsJsonAsync(Path("tokens"), new { name = "more", user = "ann" }, Cancellation)));
        Assert.Equal((HttpStatusCode.Forbidden, "others' tokens are an admin's"), await ErrorAsync(await eve.DeleteAsync(Path("tokens?name=test&user=ann"), Cancellation)));
        Assert.All((await AskAsync(eve, "tokens")).EnumerateArray(), static token => Assert.Equal("eve", token.GetProperty("user").GetString()));
        Assert.Equal((HttpStatusCode.Forbidden, "a password is changed by who signed in with it"), await ErrorAsync(await eve.PostAsJsonAsync(Path("password"), new { old = Password, @new = "another password" }, Cancellation)));
    }

    [Fact]
    public async Task The_last_admin_stays()
    {
        using HttpClient admin = console.Program(console.Tokens["ann"]);

        Assert.Equal((HttpStatusCode.BadRequest, "ann is the only admin: nobody could give roles any more"), await ErrorAsync(await admin.DeleteAsync(Path("users?name=ann"), Cancellation)));
        Assert.Equal((HttpStatusCode.BadRequest, "ann is the only admin: nobody could give roles any more"), await ErrorAsync(await admin.PatchAsJsonAsync(Path("users"), new { name = "ann", role = "viewer" }, Cancellation)));
    }

    [Fact]
    public async Task A_change_that_another_site_could_have_asked_for_is_refused()
    {
        using HttpClient browser = console.Browser();
        await OkAsync(await SignInAsync(browser, "ann"));

        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(browser, static request => request.Headers.Add("Origin", "https://attacker.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(browser, static request => request.Headers.Add("Origin", "null")));
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(browser, static request => request.Headers.Add("Sec-Fetch-Site", "cross-site")));
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(browser, static request => request.Content = new StringContent("{}", Encoding.UTF8, "text/plain")));
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(browser, request => request.Headers.Add("Origin", console.Address.GetLeftPart(UriPartial.Authority))));
        browser.DefaultRequestHeaders.Remove("X-Weir");
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(browser, static _ => { }));
        using HttpClient program = console.Program(console.Tokens["ann"]);
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(program, static _ => { }));
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_it_and_other_sessions_end()
    {
        using HttpClient admin = console.Program(console.Tokens["ann"]);
        await OkAsync(await admin.PostAsJsonAsync(Path("users"), new { name = "dora", role = "viewer", password = Password }, Cancellation));
        using HttpClient one = console.Browser();
        using HttpClient other = console.Browser();
        await OkAsync(await SignInAsync(one, "dora"));
        await OkAsync(await SignInAsync(other, "dora"));

        Assert.Equal((HttpStatusCode.Forbidden, "the password is wrong"), await ErrorAsync(await one.PostAsJsonAsync(Path("password"), new { old = "wrong password", @new = "another password" }, Cancellation)));
        Assert.Equal((HttpStatusCode.BadRequest, "the password has 5 characters: want 10 to 256"), await ErrorAsync(await one.PostAsJsonAsync(Path("password"), new { old = Password, @new = "short" }, Cancellation)));
        await OkAsync(await one.PostAsJsonAsync(Path("password"), new { old = Password, @new = "another password" }, Cancellation));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(one, "fields"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(other, "fields"));
        await OkAsync(await SignInAsync(other, "dora", "another password"));
    }

    [Theory]
    [InlineData("Basic YW5uOmFubg==")]
    [InlineData("Bearer weir_0000")]
    [InlineData("Bearer ")]
    public async Task What_is_no_token_lets_nobody_in_even_with_a_session(string authorization)
    {
        using HttpClient browser = console.Browser();
        await OkAsync(await SignInAsync(browser, "ann"));
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser, "fields"));
    }

    [Fact]
    public async Task Who_looks_on_is_let_go_when_they_may_no_longer()
    {
        using HttpClient admin = console.Program(console.Tokens["ann"]);
        await OkAsync(await admin.PostAsJsonAsync(Path("users"), new { name = "finn", role = "analyst" }, Cancellation));
        using HttpResponseMessage made = await admin.PostAsJsonAsync(Path("tokens"), new { name = "live", user = "finn" }, Cancellation);
        using HttpClient finn = console.Program(JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancellation)).GetProperty("token").GetString()!);
        await using Stream live = await finn.GetStreamAsync(Path("live"), Cancellation);
        using var reader = new StreamReader(live);

        Assert.Equal("event: tick", await reader.ReadLineAsync(Cancellation));
        await OkAsync(await admin.DeleteAsync(Path("users?name=finn"), Cancellation));
        string? line;
        do line = await reader.ReadLineAsync(Cancellation);
        while (line is not null);
    }

    private static async Task OkAsync(HttpResponseMessage answer)
    {
        using HttpResponseMessage response = answer;
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<(HttpStatusCode, string?)> ErrorAsync(HttpResponseMessage answer)
    {
        using HttpResponseMessage response = answer;
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)).GetProperty("error").GetString());
    }

    // Of a user without a name: what gets as far as the endpoint is wrong, and changes nothing.
    private static async Task<HttpStatusCode> ChangeAsync(HttpClient client, Action<HttpRequestMessage> with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path("users")) { Content = JsonContent.Create(new { name = "" }) };
        with(request);
        using HttpResponseMessage response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method.ToUpperInvariant()), new Uri(path, UriKind.Relative));
        if (method is "post" or "patch") request.Content = JsonContent.Create(new { });
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }
}
