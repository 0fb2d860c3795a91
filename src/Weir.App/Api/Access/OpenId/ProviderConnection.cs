using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Weir.App.Commands;

namespace Weir.App.Api.Access.OpenId;

/// <summary>The way to the provider, and what it says of itself: its endpoints and keys (OpenID Connect Discovery 1.0), kept and renewed by the library.</summary>
internal sealed class ProviderConnection : IConfigurationValidator<OpenIdConnectConfiguration>, IDisposable
{
    private const string Metadata = "/.well-known/openid-configuration";

    /// <summary>Octets of an answer: a hundred keys with their certificates.</summary>
    private const int MaxAnswer = 1 << 20;

    /// <summary>A secret is some tens of characters.</summary>
    private const int MaxSecret = 4096;

    private readonly OpenIdOptions _options;
    private readonly X509Certificate2Collection _authorities = [];

    /// <summary>Connects when it is first asked.</summary>
    /// <exception cref="RunException">The secret or the certificates of authorities cannot be read.</exception>
    public ProviderConnection(OpenIdOptions options)
    {
        _options = options;
        // No redirection: the secret is for the endpoints that the provider names, and for nothing else.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = options.Timeout, UseProxy = !options.IsLoopback };
        if (options.CertificateAuthorityFile is { } file) handler.SslOptions = Trust(file);
        Client = new HttpClient(handler) { Timeout = options.Timeout, MaxResponseContentBufferSize = MaxAnswer };
        var retriever = new HttpDocumentRetriever(Client) { RequireHttps = !options.IsLoopback, SendAdditionalHeaderData = false };
        Manager = new(options.Issuer.TrimEnd('/') + Metadata, new OpenIdConnectConfigurationRetriever(), retriever, this);
        Secret();
    }

    public HttpClient Client { get; }

    /// <summary>Keeps what the provider says of itself.</summary>
    public ConfigurationManager<OpenIdConnectConfiguration> Manager { get; }

    /// <summary>What the provider says of itself, asked again where it is old.</summary>
    /// <exception cref="OpenIdException">It does not answer, or says what cannot be used.</exception>
    public async Task<OpenIdConnectConfiguration> MetadataAsync(CancellationToken cancellation)
    {
        try
        {
            return await Manager.GetConfigurationAsync(cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            throw new OpenIdException(OpenIdFailure.Unreachable, $"{_options.Issuer}{Metadata} says nothing that can be used: {Deepest(failure).Message}");
        }
    }

    /// <summary>What proves to the provider that it is this console that asks.</summary>
    /// <exception cref="RunException">The file cannot be read, or has none.</exception>
    public string Secret()
    {
        try
        {
            string secret = File.ReadAllText(_options.ClientSecretFile).Trim();
            return secret.Length is > 0 and <= MaxSecret ? secret : throw new RunException($"console: {_options.ClientSecretFile} holds no secret of 1 to {MaxSecret} characters");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"console: client-secret-file {_options.ClientSecretFile} cannot be read: {failure.Message}");
        }
    }

    /// <summary>Whether what a provider says of itself is what is needed of it.</summary>
    public ConfigurationValidationResult Validate(OpenIdConnectConfiguration configuration) =>
        Wrong(configuration) is { } wrong ? new() { ErrorMessage = wrong } : new() { Succeeded = true };

    public void Dispose()
    {
        Client.Dispose();
        foreach (X509Certificate2 authority in _authorities) authority.Dispose();
    }

    /// <summary>The failure below all others, which says what happened.</summary>
    public static Exception Deepest(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure;
    }

    private string? Wrong(OpenIdConnectConfiguration says)
    {
        if (says.Issuer != _options.Issuer) return $"it names itself '{says.Issuer}': want '{_options.Issuer}'";
        foreach ((string name, string? address, bool isNeeded) in ((string, string?, bool)[])[
            ("authorization_endpoint", says.AuthorizationEndpoint, true), ("token_endpoint", says.TokenEndpoint, true), ("userinfo_endpoint", says.UserInfoEndpoint, false), ("end_session_endpoint", says.EndSessionEndpoint, false)])
        {
            if (string.IsNullOrEmpty(address) ? isNeeded : !IsUsable(address)) return $"its {name} is '{address}': want https";
        }

        return says.SigningKeys.Count == 0 ? "it has no keys" : null;
    }

    private bool IsUsable(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? at) && (at.Scheme == Uri.UriSchemeHttps || _options.IsLoopback && at.Scheme == Uri.UriSchemeHttp);

    private SslClientAuthenticationOptions Trust(string file)
    {
        try
        {
            _authorities.ImportFromPemFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RunException($"console: ca {file} cannot be read: {failure.Message}");
        }

        if (_authorities.Count == 0) throw new RunException($"console: ca {file} has no certificate in PEM");
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(_authorities);
        return new() { CertificateChainPolicy = policy };
    }
}
