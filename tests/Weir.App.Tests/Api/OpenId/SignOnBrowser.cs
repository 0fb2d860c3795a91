using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace Weir.App.Tests.Api.OpenId;

/// <summary>A browser that keeps cookies and goes where it is sent only when it is told to.</summary>
internal sealed class SignOnBrowser : IDisposable
{
    private readonly HttpClient _client;

    internal SignOnBrowser(Uri console)
    {
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = console };
        _client.DefaultRequestHeaders.Add("X-Weir", "1");
    }

    internal HttpClient Client => _client;

    /// <summary>Begins: gives what the provider is asked, or where else the browser is sent.</summary>
    internal async Task<(string At, Dictionary<string, string> Asked)> BeginAsync(string to = "/")
    {
        using HttpResponseMessage response = await _client.GetAsync(GuardedConsole.Path("sign-on?to=" + Uri.EscapeDataString(to)), GuardedConsole.Cancellation);
        string at = Where(response);
        return (at.Split('?')[0], QueryHelpers.ParseQuery(at[at.IndexOf('?', StringComparison.Ordinal)..]).ToDictionary(static one => one.Key, static one => one.Value.ToString(), StringComparer.Ordinal));
    }

    /// <summary>Comes back with a code, or what else the provider would say; gives where the console sends it.</summary>
    internal async Task<string> ReturnAsync(params (string Name, string Value)[] said)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, GuardedConsole.Path("sign-on/callback" + QueryHelpers.AddQueryString("", said.Select(static one => KeyValuePair.Create(one.Name, (string?)one.Value)))));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using HttpResponseMessage response = await _client.SendAsync(request, GuardedConsole.Cancellation);
        return Where(response);
    }

    /// <summary>All of it; gives where the browser is at the end.</summary>
    internal async Task<string> SignOnAsync(FakeProvider provider, string to = "/")
    {
        (_, Dictionary<string, string> asked) = await BeginAsync(to);
        return await ReturnAsync(("code", provider.Code(asked)), ("state", asked["state"]));
    }

    /// <summary>Who they are now: name, role and by what.</summary>
    internal async Task<string> WhoAsync()
    {
        JsonElement me = await GuardedConsole.AskAsync(_client, "me");
        return $"{me.GetProperty("user").GetString()} {me.GetProperty("role").GetString()} {me.GetProperty("by").GetString()}";
    }

    public void Dispose() => _client.Dispose();

    private static string Where(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }
}
