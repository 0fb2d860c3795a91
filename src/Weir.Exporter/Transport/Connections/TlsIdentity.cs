using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Weir.Exporter.Transport.Connections;

/// <summary>The certificates of a TLS collector's options, read once.</summary>
internal sealed class TlsIdentity : IDisposable
{
    private TlsIdentity(X509Certificate2Collection? roots, X509Certificate2? own, SslStreamCertificateContext? context)
    {
        Roots = roots;
        Own = own;
        Context = context;
    }

    /// <summary>Who may sign the collector's certificate; <see langword="null"/>: whom the system trusts.</summary>
    public X509Certificate2Collection? Roots { get; }

    /// <summary>What we show, with its chain.</summary>
    public SslStreamCertificateContext? Context { get; }

    private X509Certificate2? Own { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="TransportException">One cannot be read; the message names it.</exception>
    public static TlsIdentity Load(TlsOptions options)
    {
        X509Certificate2Collection? roots = options.CaFile is null ? null : Read(options.CaFile, "CA file");
        if (options.CertificateFile is null)
        {
            return options.KeyFile is null ? new(roots, null, null) : throw new TransportException($"key file {options.KeyFile} is given without a certificate file");
        }

        X509Certificate2Collection chain = Read(options.CertificateFile, "certificate file");
        try
        {
            X509Certificate2 own = X509Certificate2.CreateFromPemFile(options.CertificateFile, options.KeyFile);
            return new(roots, own, SslStreamCertificateContext.Create(own, chain, offline: true));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new TransportException($"key file {options.KeyFile ?? options.CertificateFile} does not fit certificate file {options.CertificateFile}: {e.Message}", e);
        }
    }

    public void Dispose()
    {
        Own?.Dispose();
        foreach (X509Certificate2 root in Roots ?? []) root.Dispose();
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
            throw new TransportException($"{what} {path} cannot be read: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new TransportException($"{what} {path} has no certificate in PEM");
    }
}
