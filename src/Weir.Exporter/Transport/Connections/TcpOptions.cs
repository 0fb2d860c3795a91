using System.Net;

namespace Weir.Exporter.Transport.Connections;

/// <summary>A collector reached by TCP (RFC 7011 section 10.4).</summary>
public sealed record TcpOptions
{
    /// <summary>Address and port of the collector.</summary>
    public required IPEndPoint Collector { get; init; }

    /// <summary>Where connections come from; <see langword="null"/>: the system chooses.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>
    /// Octets of the longest message. 16384: a message fits one TLS record (RFC 8446 section 5.1), and a collector whose buffer is
    /// shorter than the 65535 of RFC 7011 is rarely shorter than that.
    /// </summary>
    public int MaxMessageLength { get; init; } = 16 * 1024;

    /// <summary>
    /// A connection whose other host is silent for so long is given up. 30 s: longer than a reboot of a switch between, and short enough
    /// that what waits fits memory.
    /// </summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Is told the path before the first packet takes it.</summary>
    public Action<CollectorPath>? UsesPath { get; init; }
}
