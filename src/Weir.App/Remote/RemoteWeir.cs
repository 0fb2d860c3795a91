using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Weir.App.Api.Hosting;
using Weir.App.Commands;

namespace Weir.App.Remote;

/// <summary>A running Weir that is asked by its console's API.</summary>
/// <param name="server">Address of the console.</param>
/// <param name="token">What is shown to it; <see langword="null"/>: nothing.</param>
/// <param name="ca">Authorities that sign it, PEM; <see langword="null"/>: those of the system.</param>
internal sealed class RemoteWeir(Uri server, string? token, string? ca)
{
    /// <summary>What people wait for a host that does not answer; the question itself has the server's own limit.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Asks, and gives the answer as it came.</summary>
    /// <param name="path">Within the API: <c>report/top</c>.</param>
    /// <param name="parameters">Names and values.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="UsageException">The question is wrong: the line is the server's.</exception>
    /// <exception cref="RunException">There is no answer, or it is an error.</exception>
    public async Task<string> AskAsync(string path, IEnumerable<(string Name, string Value)> parameters, CancellationToken cancellation)
    {
        string query = string.Join('&', parameters.Select(static one => $"{one.Name}={Uri.EscapeDataString(one.Value)}"));
        var address = new Uri(server, $"{ApiEndpoint.Version}/{path}{(query.Length > 0 ? "?" + query : "")}");
        try
        {
            using var client = new HttpClient(Handler()) { Timeout = Timeout.InfiniteTimeSpan };
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage response = await client.SendAsync(request, cancellation);
            string body = await response.Content.ReadAsStringAsync(cancellation);
            if (response.IsSuccessStatusCode) return body;
            string reason = ErrorOf(body) ?? throw new RunException($"what answers at {server} is no console of Weir: it says {(int)response.StatusCode}");
            if (response.StatusCode == HttpStatusCode.BadRequest) throw new UsageException(reason);
            throw new RunException($"{server}: {reason}");
        }
        catch (HttpRequestException failure)
        {
            throw new RunException($"{server} cannot be asked: {failure.InnerException?.Message ?? failure.Message}");
        }
        catch (OperationCanceledException)
        {
            throw new RunException("interrupted");
        }
    }

    // Nothing is followed to another place, which the token is not for.
    private SocketsHttpHandler Handler()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout, UseCookies = false };
        if (ca is null) return handler;
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        try
        {
            trust.CustomTrustStore.ImportFromPemFile(ca);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RunException($"{ca} cannot be read: {failure.Message}");
        }

        handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust };
        return handler;
    }

    private static string? ErrorOf(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("error").GetString();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
