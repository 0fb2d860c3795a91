namespace Weir.Flows.Dtls;

/// <summary>OpenSSL's SSL_SESSION: what a client needs to take a session up again with a shorter handshake.</summary>
public sealed class DtlsResumption : IDisposable
{
    internal DtlsResumption(nint handle) => Handle = handle;

    internal nint Handle { get; private set; }

    /// <summary>Whether the server said that it can be taken up: by an id or a ticket.</summary>
    public bool IsResumable => Handle != 0 && OpenSsl.IsResumable(Handle) == 1;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Handle != 0) OpenSsl.FreeSession(Handle);
        Handle = 0;
    }
}
