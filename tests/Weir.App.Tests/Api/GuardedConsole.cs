using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.App.Api.Access;
using Weir.App.Api.Access.Accounts;
using Weir.App.Api.Hosting;
using Weir.App.Api.Live;
using Weir.App.Operating;
using Weir.Testing;

namespace Weir.App.Tests.Api;

/// <summary>A console that asks who one is: ann is admin, bob analyst, eve viewer, and each has a token.</summary>
public sealed class GuardedConsole : IAsyncLifetime
{
    internal const string Password = "correct horse battery";

    // Hashing is slow on purpose: once for all tests.
    private static readonly Lazy<string> Hash = new(static () => PasswordHashing.Hash(Password));

    private readonly TemporaryDirectory _directory = new();
    private ConsoleServer? _server;

    internal Dictionary<string, string> Tokens { get; } = [];

    internal LiveFeed Live { get; } = new();

    internal AccountFile File { get; private set; } = null!;

    internal AccessOptions Options { get; private set; } = null!;

    internal Uri Address => _server!.Options.Address;

    internal string Archive => _directory["archive"];

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => StartAsync(static options => options, static options => options);

    internal async ValueTask StartAsync(Func<AccessOptions, AccessOptions> access, Func<ConsoleOptions, ConsoleOptions> console)
    {
        ConsoleFixture.MakeArchive(Archive);
        File = new(_directory["users.json"]);
        await File.ChangeAsync(set =>
        {
            foreach ((string name, Role role) in ((string, Role)[])[("ann", Role.Admin), ("bob", Role.Analyst), ("eve", Role.Viewer)])
            {
                (set, Tokens[name]) = set.WithUser(new(name, role, Hash.Value)).WithToken(name, "test", role, DateTimeOffset.UnixEpoch, null);
            }

            return set;
        });
        // Tests share an address, and sign in more often than people.
        Options = access(new(File.Path) { MaxSignIns = 1000, RequestsPerSecond = 10_000 });
        var status = new OperatingStatus(null, [], null, null, DateTimeOffset.UnixEpoch) { Directory = new() };
        var options = console(new ConsoleOptions(new IPEndPoint(IPAddress.Loopback, ConsoleFixture.FreePort())) { Access = Options });
        _server = await ConsoleServer.StartAsync(options, new ConsoleSource(() => Archive, () => status, Live), TimeProvider.System, NullLogger.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>A client that keeps cookies as a browser does, and says what the page says.</summary>
    internal HttpClient Browser()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("X-Weir", "1");
        return client;
    }

    /// <summary>A client that shows a token.</summary>
    internal HttpClient Program(string token)
    {
        var client = new HttpClient(new HttpClientHandler { UseProxy = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    internal static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string user, string password = Password) =>
        browser.PostAsJsonAsync(Path("session"), new { user, password }, Cancellation);

    internal static Uri Path(string path) => new("api/v1/" + path, UriKind.Relative);

    internal static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(Path(path), HttpCompletionOption.ResponseHeadersRead, Cancellation);
        return response.StatusCode;
    }

    internal static async Task<JsonElement> AskAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(Path(path), Cancellation);
        string body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {body}");
        return JsonElement.Parse(body);
    }
}
