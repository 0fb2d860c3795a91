using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Collector.Listening.Streams;

/// <summary>Makes TLS sessions of accepted connections: TLS 1.2 or 1.3, exporters checked by who signed their certificates.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly TlsServerOptions _options;
    private readonly X509Certificate2 _own;
    private readonly SslStreamCertificateContext _context;
    private readonly X509Certificate2Collection? _clientRoots;

    private TlsServer(TlsServerOptions options, X509Certificate2 own, SslStreamCertificateContext context, X509Certificate2Collection? clientRoots)
    {
        _options = options;
        _own = own;
        _context = context;
        _clientRoots = clientRoots;
    }

    /// <summary>Reads the files.</summary>
    /// <exception cref="IOException">One cannot be read, or the key does not fit; the message names it.</exception>
    public static TlsServer Load(TlsServerOptions options)
    {
        X509Certificate2Collection? roots = options.ClientCaFile is null ? null : Read(options.ClientCaFile, "client CA file");
        X509Certificate2Collection chain = Read(options.CertificateFile, "certificate file");
        try
        {
            X509Certificate2 own = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
            return new(options, own, SslStreamCertificateContext.Create(own, chain, offline: true), roots);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"key file {options.KeyFile ?? options.CertificateFile} does not fit certificate file {options.CertificateFile}: {e.Message}", e);
        }
    }

    /// <summary>Shakes hands.</summary>
    /// <exception cref="AuthenticationException">The exporter is refused, or refuses; the message is one line that says why.</exception>
    public async Task<Stream> AuthenticateAsync(Stream inner, CancellationToken cancellation)
    {
        string? refusal = null;
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ServerCertificateContext = _context,
                    ClientCertificateRequired = _clientRoots is not null,
                    CertificateChainPolicy = Policy(),
                    RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                        (refusal = Refusal(certificate as X509Certificate2, chain, errors)) is null,
                },
                cancellation);
            return stream;
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            await stream.DisposeAsync();
            throw new AuthenticationException(refusal ?? e.InnerException?.Message ?? e.Message, e);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        _own.Dispose();
        foreach (X509Certificate2 root in _clientRoots ?? []) root.Dispose();
    }

    private X509ChainPolicy Policy()
    {
        // Revocation lists are fetched over a network that a collector may not have.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_clientRoots is null) return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_clientRoots);
        return policy;
    }

    // Exporters have no name to check: whoever the client CA signed may send.
    private string? Refusal(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_clientRoots is null) return null;
        if (certificate is null) return "it shows no certificate";
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || chain is null) return null;
        if (chain.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid))
            return $"its certificate {certificate.Subject}, or one it hangs on, is not valid now";
        if (chain.ChainStatus.Any(status => status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NotSignatureValid))
            return $"its certificate {certificate.Subject} is signed by none of those in {_options.ClientCaFile}";
        return $"its certificate {certificate.Subject} is refused: {string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()))}";
    }

    private static X509Certificate2Collection Read(string path, string what)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{what} {path} cannot be read: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new IOException($"{what} {path} has no certificate in PEM");
    }
}
