using System.Net;

namespace Weir.Exporter.Transport.Connections;

/// <summary>A collector reached by DTLS (RFC 7011 sections 10.3 and 11.1).</summary>
public sealed record DtlsOptions
{
    /// <summary>Address and port of the collector.</summary>
    public required IPEndPoint Collector { get; init; }

    /// <summary>
    /// A session is begun anew at this age; zero: never. A collector that restarts says nothing, and what comes to it in a session it does
    /// not know it throws away: this is how long that may last. 60 s: no more often than RFC 7011 section 10.4.4 allows for connections.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Is told the path of each session before its first packet.</summary>
    public Action<CollectorPath>? UsesPath { get; init; }
}
