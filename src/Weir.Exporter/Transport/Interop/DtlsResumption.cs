namespace Weir.Exporter.Transport.Interop;

/// <summary>OpenSSL's SSL_SESSION: what a client needs to take a session up again with a shorter handshake.</summary>
internal sealed class DtlsResumption(nint handle) : IDisposable
{
    public nint Handle { get; private set; } = handle;

    /// <summary>Whether the server said that it can be taken up: by an id or a ticket.</summary>
    public bool IsResumable => Handle != 0 && OpenSsl.IsResumable(Handle) == 1;

    public void Dispose()
    {
        if (Handle != 0) OpenSsl.FreeSession(Handle);
        Handle = 0;
    }
}
