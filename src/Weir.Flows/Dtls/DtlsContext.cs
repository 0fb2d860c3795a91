namespace Weir.Flows.Dtls;

/// <summary>OpenSSL's SSL_CTX for DTLS 1.2: whom we trust and what we show. Files are PEM.</summary>
public sealed class DtlsContext : IDisposable
{
    private DtlsContext(nint handle) => Handle = handle;

    internal nint Handle { get; private set; }

    /// <summary>For clients.</summary>
    /// <param name="caFile">Who may sign the server's certificate; <see langword="null"/>: whom the system trusts.</param>
    /// <param name="certificateFile">What the client shows, with its chain, if anything.</param>
    /// <param name="keyFile">Its private key; <see langword="null"/>: in the same file.</param>
    /// <exception cref="DtlsException">There is no OpenSSL, or a file cannot be used; the message says which.</exception>
    public static DtlsContext ForClient(string? caFile, string? certificateFile, string? keyFile) => Create(OpenSsl.DtlsClientMethod, context =>
    {
        OpenSsl.SetVerify(context.Handle, OpenSsl.VerifyPeer, 0);
        if (caFile is null) Require(OpenSsl.SetDefaultVerifyPaths(context.Handle) == 1, "the certificates that the system trusts cannot be read");
        else Require(OpenSsl.LoadVerifyFile(context.Handle, caFile) == 1, $"CA file {caFile} cannot be read");
        if (certificateFile is not null) context.Show(certificateFile, keyFile);
        else if (keyFile is not null) throw new DtlsException($"key file {keyFile} is given without a certificate file");
    });

    /// <summary>For servers, which ask for a cookie, agree to no renegotiation, and take sessions up again.</summary>
    /// <param name="certificateFile">What the server shows, with its chain.</param>
    /// <param name="keyFile">Its private key; <see langword="null"/>: in the same file.</param>
    /// <param name="clientCaFile">Who may sign clients' certificates; <see langword="null"/>: clients need none.</param>
    /// <exception cref="DtlsException">There is no OpenSSL, or a file cannot be used; the message says which.</exception>
    public static DtlsContext ForServer(string certificateFile, string? keyFile, string? clientCaFile) => Create(OpenSsl.DtlsServerMethod, context =>
    {
        OpenSsl.SetContextOptions(context.Handle, OpenSsl.CookieExchange | OpenSsl.NoRenegotiation);
        DtlsCookies.Register(context.Handle);
        context.Show(certificateFile, keyFile);

        // Without a name of its own a session of a client that showed a certificate would not be taken up.
        ReadOnlySpan<byte> name = "weir"u8;
        Require(OpenSsl.SetSessionIdContext(context.Handle, name, (uint)name.Length) == 1, "DTLS");
        if (clientCaFile is null) return;
        Require(OpenSsl.LoadVerifyFile(context.Handle, clientCaFile) == 1, $"client CA file {clientCaFile} cannot be read");
        OpenSsl.SetVerify(context.Handle, OpenSsl.VerifyPeer | OpenSsl.VerifyFailIfNoPeerCertificate, 0);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Handle != 0) OpenSsl.FreeContext(Handle);
        Handle = 0;
    }

    private static DtlsContext Create(Func<nint> method, Action<DtlsContext> configure)
    {
        DtlsContext context;
        try
        {
            OpenSsl.ClearErrors();
            context = new(OpenSsl.NewContext(method()));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new DtlsException($"DTLS needs OpenSSL 3 (libssl.so.3): {e.Message}", e);
        }

        try
        {
            Require(context.Handle != 0, "DTLS");
            Require(OpenSsl.ControlContext(context.Handle, OpenSsl.ControlSetMinVersion, OpenSsl.Dtls12, 0) == 1, "DTLS 1.2");
            configure(context);
            return context;
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static void Require(bool done, string what)
    {
        if (!done) throw new DtlsException($"{what}: {OpenSsl.TakeErrorText()}");
    }

    private void Show(string certificateFile, string? keyFile)
    {
        string key = keyFile ?? certificateFile;
        Require(OpenSsl.UseCertificateChainFile(Handle, certificateFile) == 1, $"certificate file {certificateFile} cannot be read");
        Require(OpenSsl.UsePrivateKeyFile(Handle, key, OpenSsl.FilePem) == 1, $"key file {key} cannot be used");
        Require(OpenSsl.CheckPrivateKey(Handle) == 1, $"key file {key} does not fit certificate file {certificateFile}");
    }
}
