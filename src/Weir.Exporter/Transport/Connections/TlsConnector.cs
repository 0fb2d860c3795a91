using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Exporter.Transport.Connections;

/// <summary>Messages over TLS 1.2 or 1.3 on TCP (RFC 7011 section 11.1). The collector is checked by its signers and its name.</summary>
internal sealed class TlsConnector : IConnector
{
    /// <summary>
    /// The client may be done before the server has looked at the client's certificate (always in TLS 1.3, and some servers look late in
    /// 1.2 as well), and the system acknowledges what the server will throw away. Nothing counts as delivered before a session is this old.
    /// </summary>
    private static readonly TimeSpan ProvenAfter = TimeSpan.FromSeconds(1);

    private readonly TcpOptions _tcp;
    private readonly TlsOptions _tls;
    private readonly TimeProvider _clock;
    private readonly TlsIdentity _identity;

    /// <summary>Reads the certificates.</summary>
    /// <exception cref="TransportException">They cannot be used.</exception>
    public TlsConnector(TcpOptions tcp, TlsOptions tls, TimeProvider clock)
    {
        _tcp = tcp;
        _tls = tls;
        _clock = clock;
        _identity = TlsIdentity.Load(tls);
    }

    /// <inheritdoc/>
    public string Name => $"ipfix+tls://{_tcp.Collector}";

    /// <inheritdoc/>
    public int MaxMessageLength => _tcp.MaxMessageLength;

    /// <inheritdoc/>
    public bool OneMessageAtOnce => false;

    /// <inheritdoc/>
    public TimeSpan ConfirmAfter => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        Socket socket = await TcpConnector.OpenAsync(_tcp, cancellation);
        string? refusal = null;
        var counted = new CountedStream(socket);
        var stream = new SslStream(counted, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsClientAsync(Options((certificate, chain, errors) => (refusal = Refusal(certificate, chain, errors)) is null), cancellation);
            long start = _clock.GetTimestamp();
            return new StreamConnection(socket, counted, stream, () => _clock.GetElapsedTime(start) >= ProvenAfter);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException)
        {
            await stream.DisposeAsync();
            socket.Dispose();
            throw new TransportException(refusal ?? $"TLS: {e.InnerException?.Message ?? e.Message}", e);
        }
        catch
        {
            await stream.DisposeAsync();
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _identity.Dispose();

    private SslClientAuthenticationOptions Options(Func<X509Certificate2?, X509Chain?, SslPolicyErrors, bool> check)
    {
        // Revocation lists are fetched over a network that an exporter may not have.
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck };
        if (_identity.Roots is { } roots)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(roots);
        }

        return new()
        {
            TargetHost = _tls.Name,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
            ClientCertificateContext = _identity.Context,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check(certificate as X509Certificate2, chain, errors),
        };
    }

    // One line that says what is wrong with the collector's certificate, or null.
    private string? Refusal(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return null;
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "the collector shows no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && chain is not null)
        {
            if (chain.ChainStatus.Any(status => status.Status == X509ChainStatusFlags.NotTimeValid))
                return $"the collector's certificate {certificate.Subject}, or one it hangs on, is not valid now: it is from {certificate.NotBefore.ToUniversalTime():u} to {certificate.NotAfter.ToUniversalTime():u}";
            string signers = _tls.CaFile is null ? "nobody the system trusts" : $"none of those in {_tls.CaFile}";
            if (chain.ChainStatus.Any(status => status.Status is X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.NotSignatureValid))
                return $"the collector's certificate {certificate.Subject} is signed by {signers}";
            return $"the collector's certificate {certificate.Subject} is refused: {string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation))}";
        }

        return $"the collector's certificate {certificate.Subject} is not for the name {_tls.Name}";
    }
}
