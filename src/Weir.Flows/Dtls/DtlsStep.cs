namespace Weir.Flows.Dtls;

/// <summary>What a call into a session came to.</summary>
public enum DtlsStep
{
    /// <summary>It is done.</summary>
    Done,

    /// <summary>It goes on with the next datagram.</summary>
    WantsDatagram,

    /// <summary>The peer has ended the session.</summary>
    Closed,

    /// <summary>It is broken; <see cref="DtlsSession.Error"/> says why.</summary>
    Failed,
}
