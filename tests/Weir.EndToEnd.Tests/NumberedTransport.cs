namespace Weir.EndToEnd.Tests;

/// <summary>How a known stream is sent.</summary>
public enum NumberedTransport
{
    /// <summary>Datagrams.</summary>
    Udp,

    /// <summary>A connection, made anew whenever it breaks.</summary>
    Tcp,

    /// <summary>The same within TLS.</summary>
    Tls,
}
