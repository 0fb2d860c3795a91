using Weir.Exporter.Transport.Connections;

namespace Weir.Exporter.Transport.Interop;

/// <summary>OpenSSL's SSL_CTX for DTLS 1.2 clients: whom we trust and what we show.</summary>
internal sealed class DtlsContext : IDisposable
{
    private DtlsContext(nint handle) => Handle = handle;

    public nint Handle { get; private set; }

    /// <summary>Reads the certificates.</summary>
    /// <exception cref="TransportException">There is no OpenSSL, or a file cannot be used; the message says which.</exception>
    public static DtlsContext Create(TlsOptions options)
    {
        DtlsContext context;
        try
        {
            OpenSsl.ClearErrors();
            context = new(OpenSsl.NewContext(OpenSsl.DtlsClientMethod()));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new TransportException($"DTLS needs OpenSSL 3 (libssl.so.3): {e.Message}", e);
        }

        try
        {
            context.Configure(options);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (Handle != 0) OpenSsl.FreeContext(Handle);
        Handle = 0;
    }

    private static void Require(bool done, string what)
    {
        if (!done) throw new TransportException($"{what}: {OpenSsl.TakeErrorText()}");
    }

    private void Configure(TlsOptions options)
    {
        Require(Handle != 0, "DTLS");
        Require(OpenSsl.ControlContext(Handle, OpenSsl.ControlSetMinVersion, OpenSsl.Dtls12, 0) == 1, "DTLS 1.2");
        OpenSsl.SetVerify(Handle, OpenSsl.VerifyPeer, 0);
        if (options.CaFile is null) Require(OpenSsl.SetDefaultVerifyPaths(Handle) == 1, "the certificates that the system trusts cannot be read");
        else Require(OpenSsl.LoadVerifyFile(Handle, options.CaFile) == 1, $"CA file {options.CaFile} cannot be read");
        if (options.CertificateFile is null)
        {
            if (options.KeyFile is not null) throw new TransportException($"key file {options.KeyFile} is given without a certificate file");
            return;
        }

        string key = options.KeyFile ?? options.CertificateFile;
        Require(OpenSsl.UseCertificateChainFile(Handle, options.CertificateFile) == 1, $"certificate file {options.CertificateFile} cannot be read");
        Require(OpenSsl.UsePrivateKeyFile(Handle, key, OpenSsl.FilePem) == 1, $"key file {key} cannot be used");
        Require(OpenSsl.CheckPrivateKey(Handle) == 1, $"key file {key} does not fit certificate file {options.CertificateFile}");
    }
}
