using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Weir.App.Api.Views;
using Weir.App.Commands;
using Weir.Testing;
using static Weir.App.Tests.Api.GuardedConsole;

namespace Weir.App.Tests.Api;

/// <summary>Addresses of the console under names: whose they are, who sees them, and what is none.</summary>
public sealed class SavedViewTests(GuardedConsole console) : IClassFixture<GuardedConsole>
{
    private const string Explore = "/explore?by=proto&filter=host+10.0.0.1";

    [Fact]
    public async Task A_view_is_its_owner_s_and_shared_only_where_that_is_said()
    {
        using HttpClient bob = Of("bob"), ann = Of("ann"), eve = Of("eve");
        JsonElement own = await SaveAsync(bob, new { name = "bob's own", address = Explore });
        JsonElement shared = await SaveAsync(bob, new { name = "all's", address = Explore, shared = "yes" });

        Assert.Equal(("bob", true), (own.GetProperty("owner").GetString(), own.GetProperty("mine").GetBoolean()));
        Assert.Equal(["all's", "bob's own"], await NamesAsync(bob));
        // What others share may name hosts, which a viewer is not told; an admin keeps order.
        Assert.DoesNotContain("all's", await NamesAsync(eve));
        Assert.Contains("bob's own", await NamesAsync(ann));

        JsonElement hers = await SaveAsync(eve, new { name = "eve's", address = "/flows", shared = "yes" });
        Assert.Equal(HttpStatusCode.Forbidden, await ChangeAsync(bob, new { id = Id(hers), name = "bob's now" }));
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(eve, new { id = Id(own), name = "eve's now" }));
        Assert.Equal(HttpStatusCode.OK, await ChangeAsync(bob, new { id = Id(own), name = "renamed" }));
        Assert.Contains("renamed", await NamesAsync(bob));
        foreach ((HttpClient client, JsonElement view) in ((HttpClient, JsonElement)[])[(bob, own), (ann, shared), (eve, hers)])
        {
            using HttpResponseMessage gone = await client.DeleteAsync(Path("views?id=" + Id(view)), Cancellation);
            Assert.Equal(HttpStatusCode.NoContent, gone.StatusCode);
        }

        Assert.Empty(await NamesAsync(ann));
    }

    [Theory]
    [InlineData("", Explore, "name: want one to 100 letters")]
    [InlineData("a\nb", Explore, "none of them a control character")]
    [InlineData("x", "https://example.com/", "is no view")]
    [InlineData("x", "//example.com", "is no view")]
    [InlineData("x", "/explor?by=proto", "did you mean '/explore'?")]
    [InlineData("x", "/explore?by=<script>", "want it as a browser writes it")]
    [InlineData("x", "javascript:alert(1)", "is no view")]
    public async Task What_is_no_view_is_refused(string name, string address, string expected)
    {
        using HttpClient bob = Of("bob");
        using HttpResponseMessage refused = await bob.PostAsJsonAsync(Path("views"), new { name, address }, Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        using var answer = JsonDocument.Parse(await refused.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains(expected, answer.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_no_more_than_may_be_and_what_is_no_file_of_views_is_told()
    {
        using var directory = new TemporaryDirectory();
        string path = directory["views.json"];
        var file = new ViewFile(path, most: 2);
        SavedView Named(string name) => new(name, name, "/flows", "", IsShared: false, DateTimeOffset.UnixEpoch);
        Assert.Empty(file.Read());
        file.Change(views => views.Append(Named("one")));
        file.Change(views => views.Append(Named("two")));
        Assert.Contains("there are 2 saved views already", Assert.Throws<UsageException>(() => file.Change(views => views.Append(Named("three")))).Message, StringComparison.Ordinal);
        Assert.Equal([Named("one"), Named("two")], new ViewFile(path, most: 2).Read());
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        foreach (string wrong in (string[])["", "{}", "[1]", "[{\"id\":\"a\",\"name\":\"b\",\"address\":\"//x\",\"owner\":\"\",\"shared\":true,\"changed\":\"2026-01-01T00:00:00Z\"}]", "[{\"name\":\"b\"}]"])
        {
            File.WriteAllText(path, wrong);
            Assert.Contains("these are no saved views", Assert.Throws<RunException>(file.Read).Message, StringComparison.Ordinal);
        }
    }

    private HttpClient Of(string user) => console.Program(console.Tokens[user]);

    private static string Id(JsonElement view) => view.GetProperty("id").GetString()!;

    private static async Task<JsonElement> SaveAsync(HttpClient client, object view)
    {
        using HttpResponseMessage saved = await client.PostAsJsonAsync(Path("views"), view, Cancellation);
        string body = await saved.Content.ReadAsStringAsync(Cancellation);
        Assert.True(saved.IsSuccessStatusCode, body);
        return JsonElement.Parse(body);
    }

    private static async Task<HttpStatusCode> ChangeAsync(HttpClient client, object change)
    {
        using HttpResponseMessage changed = await client.PatchAsJsonAsync(Path("views"), change, Cancellation);
        return changed.StatusCode;
    }

    private static async Task<string[]> NamesAsync(HttpClient client) => [.. (await AskAsync(client, "views")).EnumerateArray().Select(static view => view.GetProperty("name").GetString()!)];
}
