using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Collector.Enriching.Kubernetes;

/// <summary>
/// The API's endpoint <c>/api/v1/pods</c> (Kubernetes API concepts: "Retrieving large results sets in chunks", "Efficient detection of changes"), asked as the
/// service account. Certificates are read when it is opened, the token for each request.
/// </summary>
internal sealed class ApiConnection : IDisposable
{
    private const int MaxHeaderKibibytes = 16;

    /// <summary>Octets of what a refusal says that are read: a Status object has some hundreds.</summary>
    private const int MaxRefusalOctets = 16 << 10;

    private readonly KubernetesOptions _options;
    private readonly Uri _address;
    private readonly X509Certificate2Collection _authorities = [];
    private readonly HttpClient _client;

    /// <summary>Connects when it is first asked.</summary>
    /// <exception cref="KubernetesException">The API is not known, or the certificates cannot be read.</exception>
    public ApiConnection(KubernetesOptions options)
    {
        _options = options;
        _address = options.Address(Environment.GetEnvironmentVariable);
        // No proxy and no redirection: the token is for this address alone.
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxResponseHeadersLength = MaxHeaderKibibytes,
            ConnectTimeout = options.RequestTimeout,
        };
        if (IsSecure) handler.SslOptions = Trust(options.CertificateAuthorityFile);
        _client = new HttpClient(handler) { BaseAddress = _address, Timeout = Timeout.InfiniteTimeSpan };
    }

    private bool IsSecure => _address.Scheme == Uri.UriSchemeHttps;

    /// <summary>A page of pods.</summary>
    /// <param name="next">What the page before says to ask with; <see langword="null"/>: the first.</param>
    /// <exception cref="KubernetesException">It was refused or is too long.</exception>
    public async Task<byte[]> ListAsync(string? next, CancellationToken cancellation)
    {
        string query = string.Create(CultureInfo.InvariantCulture, $"limit={_options.PageSize}");
        if (next is not null) query += $"&continue={Uri.EscapeDataString(next)}";
        using CancellationTokenSource time = TimeFor(_options.RequestTimeout, cancellation);
        using HttpResponseMessage answer = await SendAsync(query, time.Token);
        await using Stream content = await answer.Content.ReadAsStreamAsync(time.Token);
        return await ReadAllAsync(content, _options.MaxPageOctets, time.Token)
            ?? throw new KubernetesException($"Kubernetes: a page of {_options.PageSize} pods is longer than {_options.MaxPageOctets} octets; a smaller page-size helps") { IsMalformed = true };
    }

    /// <summary>The events behind a version, a line each, until the API ends them.</summary>
    /// <exception cref="KubernetesException">It was refused.</exception>
    public async Task<HttpResponseMessage> WatchAsync(string version, TimeSpan time, CancellationToken cancellation)
    {
        using CancellationTokenSource beginning = TimeFor(_options.RequestTimeout, cancellation);
        string query = string.Create(
            CultureInfo.InvariantCulture, $"watch=1&allowWatchBookmarks=true&resourceVersion={Uri.EscapeDataString(version)}&timeoutSeconds={Math.Max(1, (long)time.TotalSeconds)}");
        return await SendAsync(query, beginning.Token);
    }

    public void Dispose()
    {
        _client.Dispose();
        foreach (X509Certificate2 authority in _authorities) authority.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(string query, CancellationToken cancellation)
    {
        if (_options.Node is { } node) query += $"&fieldSelector=spec.nodeName%3D{Uri.EscapeDataString(node)}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_address, $"/api/v1/pods?{query}"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (IsSecure) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(cancellation));
        HttpResponseMessage answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (answer.StatusCode == HttpStatusCode.OK) return answer;
        using (answer)
        {
            string says = await RefusalAsync(answer, cancellation);
            throw new KubernetesException($"Kubernetes: {_address.Authority} answers {(int)answer.StatusCode}{says}{Hint(answer.StatusCode)}") { IsGone = answer.StatusCode == HttpStatusCode.Gone };
        }
    }

    private async Task<string> TokenAsync(CancellationToken cancellation)
    {
        try
        {
            string token = (await File.ReadAllTextAsync(_options.TokenFile, cancellation)).Trim();
            // What a header cannot hold is no token.
            return token.Length > 0 && token.All(static letter => letter is > ' ' and < '\x7f') ? token : throw new KubernetesException($"Kubernetes: token file {_options.TokenFile} holds no token");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not KubernetesException))
        {
            throw new KubernetesException($"Kubernetes: token file {_options.TokenFile} cannot be read: {e.Message}", e);
        }
    }

    private SslClientAuthenticationOptions Trust(string path)
    {
        try
        {
            _authorities.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new KubernetesException($"Kubernetes: CA file {path} cannot be read: {e.Message}", e);
        }

        if (_authorities.Count == 0) throw new KubernetesException($"Kubernetes: CA file {path} has no certificate in PEM");
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authorities);
        return new() { CertificateChainPolicy = policy };
    }

    private static async Task<string> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using Stream content = await answer.Content.ReadAsStreamAsync(cancellation);
        byte[]? octets = await ReadAllAsync(content, MaxRefusalOctets, cancellation);
        return octets is not null && ApiStatus.Read(octets) is { Message: { Length: > 0 } message } ? $" ({message})" : "";
    }

    private static string Hint(HttpStatusCode code) => code switch
    {
        HttpStatusCode.Unauthorized => "; the token is not valid",
        HttpStatusCode.Forbidden => "; the service account needs a role with the verbs list and watch for pods",
        _ => "",
    };

    private static async Task<byte[]?> ReadAllAsync(Stream content, int most, CancellationToken cancellation)
    {
        byte[] octets = new byte[Math.Min(most, 64 << 10)];
        int used = 0;
        while (true)
        {
            int read = await content.ReadAsync(octets.AsMemory(used), cancellation);
            if (read == 0) return octets[..used];
            used += read;
            if (used < octets.Length) continue;
            if (used == most) return null;
            Array.Resize(ref octets, (int)Math.Min(most, 2L * used));
        }
    }

    private static CancellationTokenSource TimeFor(TimeSpan time, CancellationToken cancellation)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time);
        return limit;
    }
}
