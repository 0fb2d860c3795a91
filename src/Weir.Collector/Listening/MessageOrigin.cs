namespace Weir.Collector.Listening;

/// <summary>What brought a message. The journal keeps the numbers.</summary>
public enum MessageOrigin : byte
{
    /// <summary>A datagram: its templates are its exporter's, whatever port it sends from.</summary>
    Datagram = 0,

    /// <summary>A transport session in order, as TCP, TLS or a file: its templates end with it (RFC 7011 section 8).</summary>
    Stream = 1,

    /// <summary>No message: the transport session has ended.</summary>
    StreamEnd = 2,
}
