using System.Runtime.InteropServices;

namespace Weir.Flows.Dtls;

/// <summary>
/// The part of OpenSSL 3 that DTLS needs; the framework itself has no DTLS and uses the same library for TLS. Macros of its
/// headers are ctrl calls with a number (openssl/ssl.h, openssl/bio.h).
/// </summary>
internal static unsafe partial class OpenSsl
{
    internal const int ControlSetMtu = 17;
    internal const int ControlSetServerName = 55;
    internal const int ControlGetTimeout = 73;
    internal const int ControlHandleTimeout = 74;
    internal const int ControlSetMinVersion = 123;
    internal const int BioControlReset = 1;
    internal const int BioControlPending = 10;
    internal const int BioControlSetEofReturn = 130;
    internal const int Dtls12 = 0xFEFD;
    internal const int VerifyPeer = 1;
    internal const int VerifyFailIfNoPeerCertificate = 2;
    internal const int FilePem = 1;
    internal const ulong NoQueryMtu = 0x1000;
    internal const ulong CookieExchange = 0x2000;
    internal const ulong NoRenegotiation = 1UL << 30;

    internal const int ErrorWantRead = 2;
    internal const int ErrorWantWrite = 3;
    internal const int ErrorZeroReturn = 6;

    private const string Ssl = "libssl.so.3";
    private const string Crypto = "libcrypto.so.3";

    [LibraryImport(Ssl, EntryPoint = "DTLS_client_method")]
    internal static partial nint DtlsClientMethod();

    [LibraryImport(Ssl, EntryPoint = "DTLS_server_method")]
    internal static partial nint DtlsServerMethod();

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_options")]
    internal static partial ulong SetContextOptions(nint context, ulong options);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_session_id_context")]
    internal static partial int SetSessionIdContext(nint context, ReadOnlySpan<byte> name, uint length);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_cookie_generate_cb")]
    internal static partial void SetCookieGenerate(nint context, nint callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_cookie_verify_cb")]
    internal static partial void SetCookieVerify(nint context, nint callback);

    [LibraryImport(Ssl, EntryPoint = "DTLSv1_listen")]
    internal static partial int Listen(nint ssl, nint peer);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_accept_state")]
    internal static partial void SetAcceptState(nint ssl);

    [LibraryImport(Crypto, EntryPoint = "BIO_ADDR_new")]
    internal static partial nint NewAddress();

    [LibraryImport(Crypto, EntryPoint = "BIO_ADDR_free")]
    internal static partial void FreeAddress(nint address);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_new")]
    internal static partial nint NewContext(nint method);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_free")]
    internal static partial void FreeContext(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_ctrl")]
    internal static partial nint ControlContext(nint context, int command, nint number, nint pointer);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_verify")]
    internal static partial void SetVerify(nint context, int mode, nint callback);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_set_default_verify_paths")]
    internal static partial int SetDefaultVerifyPaths(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_load_verify_file", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int LoadVerifyFile(nint context, string path);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_use_certificate_chain_file", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UseCertificateChainFile(nint context, string path);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_use_PrivateKey_file", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int UsePrivateKeyFile(nint context, string path, int type);

    [LibraryImport(Ssl, EntryPoint = "SSL_CTX_check_private_key")]
    internal static partial int CheckPrivateKey(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_new")]
    internal static partial nint New(nint context);

    [LibraryImport(Ssl, EntryPoint = "SSL_free")]
    internal static partial void Free(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_ctrl")]
    internal static partial nint Control(nint ssl, int command, nint number, void* pointer);

    [LibraryImport(Ssl, EntryPoint = "SSL_ctrl", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint ControlText(nint ssl, int command, nint number, string text);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_options")]
    internal static partial ulong SetOptions(nint ssl, ulong options);

    [LibraryImport(Ssl, EntryPoint = "SSL_set1_host", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetHost(nint ssl, string name);

    [LibraryImport(Ssl, EntryPoint = "SSL_get0_param")]
    internal static partial nint VerifyParameters(nint ssl);

    [LibraryImport(Crypto, EntryPoint = "X509_VERIFY_PARAM_set1_ip_asc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetAddress(nint parameters, string address);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_bio")]
    internal static partial void SetBio(nint ssl, nint read, nint write);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_connect_state")]
    internal static partial void SetConnectState(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_do_handshake")]
    internal static partial int DoHandshake(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_read")]
    internal static partial int Read(nint ssl, byte* octets, int count);

    [LibraryImport(Ssl, EntryPoint = "SSL_write")]
    internal static partial int Write(nint ssl, byte* octets, int count);

    [LibraryImport(Ssl, EntryPoint = "SSL_shutdown")]
    internal static partial int Shutdown(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_get1_session")]
    internal static partial nint TakeSession(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_set_session")]
    internal static partial int SetSession(nint ssl, nint session);

    [LibraryImport(Ssl, EntryPoint = "SSL_session_reused")]
    internal static partial int IsSessionReused(nint ssl);

    [LibraryImport(Ssl, EntryPoint = "SSL_SESSION_is_resumable")]
    internal static partial int IsResumable(nint session);

    [LibraryImport(Ssl, EntryPoint = "SSL_SESSION_free")]
    internal static partial void FreeSession(nint session);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_error")]
    internal static partial int GetError(nint ssl, int result);

    [LibraryImport(Ssl, EntryPoint = "SSL_get_verify_result")]
    internal static partial nint VerifyResult(nint ssl);

    [LibraryImport(Crypto, EntryPoint = "X509_verify_cert_error_string")]
    internal static partial nint VerifyErrorText(nint error);

    [LibraryImport(Crypto, EntryPoint = "BIO_s_mem")]
    internal static partial nint MemoryBioMethod();

    [LibraryImport(Crypto, EntryPoint = "BIO_new")]
    internal static partial nint NewBio(nint method);

    [LibraryImport(Crypto, EntryPoint = "BIO_ctrl")]
    internal static partial nint ControlBio(nint bio, int command, nint number, nint pointer);

    [LibraryImport(Crypto, EntryPoint = "BIO_read")]
    internal static partial int ReadBio(nint bio, byte* octets, int count);

    [LibraryImport(Crypto, EntryPoint = "BIO_write")]
    internal static partial int WriteBio(nint bio, byte* octets, int count);

    [LibraryImport(Crypto, EntryPoint = "ERR_clear_error")]
    internal static partial void ClearErrors();

    [LibraryImport(Crypto, EntryPoint = "ERR_get_error")]
    internal static partial nuint TakeError();

    [LibraryImport(Crypto, EntryPoint = "ERR_reason_error_string")]
    internal static partial nint ReasonText(nuint error);

    /// <summary>Words for the oldest error of this thread; the others are forgotten.</summary>
    internal static string TakeErrorText()
    {
        string? text = Marshal.PtrToStringUTF8(ReasonText(TakeError()));
        ClearErrors();
        return text ?? "unknown error";
    }
}
