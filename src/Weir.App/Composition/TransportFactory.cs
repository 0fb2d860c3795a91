using System.Net;
using System.Net.Sockets;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Exporter.Transport.Spooling;

namespace Weir.App.Composition;

/// <summary>Makes the transport that a collector's scheme asks for: what stands behind its <c>+</c>, UDP without one.</summary>
internal sealed record TransportFactory
{
    private const string FileScheme = "ipfix+file";

    /// <summary>The transports of IPFIX and their ports (RFC 7011 sections 10.3.4, 10.4.1 and 11: 4739, and 4740 where it is secured).</summary>
    public static IReadOnlyDictionary<string, int> IpfixSchemes { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["ipfix"] = 4739,
        ["ipfix+tcp"] = 4739,
        ["ipfix+tls"] = 4740,
        ["ipfix+dtls"] = 4740,
        [FileScheme] = 0,
    };

    public TlsOptions Tls { get; init; } = new() { Name = "" };

    public string? SpoolDirectory { get; init; }

    public long SpoolOctets { get; init; }

    public RetryOptions Retry { get; init; } = RetryOptions.Default;

    public IPAddress? Source { get; init; }

    public int Dscp { get; init; }

    public int HopLimit { get; init; }

    /// <summary>Octets of the longest UDP message.</summary>
    public int MaxMessageLength { get; init; } = UdpTransport.DefaultMaxMessageLength;

    /// <summary>See <see cref="UdpTransportOptions.JoinMessages"/>.</summary>
    public bool JoinMessages { get; init; }

    /// <summary>A message is kept this long after the collector's host acknowledged it; see <see cref="QueueOptions.ConfirmAfter"/>.</summary>
    public TimeSpan ConfirmAfter { get; init; }

    /// <summary>See <see cref="QueueOptions.ConnectTimeout"/>.</summary>
    public TimeSpan ConnectTimeout { get; init; } = new QueueOptions().ConnectTimeout;

    /// <summary>See <see cref="DtlsOptions.Lifetime"/>; <see langword="null"/>: as by itself.</summary>
    public TimeSpan? DtlsLifetime { get; init; }

    /// <summary>Is told the path of each connection before its first packet.</summary>
    public Action<CollectorPath>? UsesPath { get; init; }

    public long RotateOctets { get; init; }

    public TimeSpan RotateAfter { get; init; }

    /// <summary>Makes a transport. A collector that is away is no error; a file, certificate or address that cannot be used is.</summary>
    /// <exception cref="TransportException">A certificate, key or name cannot be used.</exception>
    /// <exception cref="IOException">A file or directory cannot be used.</exception>
    /// <exception cref="SocketException">There is no way to the address.</exception>
    public ITransport Open(EndpointText collector)
    {
        var logger = new StderrLogger();
        string transport = collector.Scheme[(collector.Scheme.IndexOf('+', StringComparison.Ordinal) + 1)..];
        return transport switch
        {
            "tcp" => QueuedTransport.OverTcp(Tcp(collector), Queue(collector), TimeProvider.System, logger),
            "tls" => QueuedTransport.OverTls(Tcp(collector), TlsOf(collector), Queue(collector), TimeProvider.System, logger),
            "dtls" => QueuedTransport.OverDtls(Dtls(collector), TlsOf(collector), Queue(collector), TimeProvider.System, logger),
            "file" => FileTransport.Open(new() { Path = collector.Path, RotateOctets = RotateOctets, RotateAfter = RotateAfter }, TimeProvider.System),
            _ when SpoolDirectory is not null => QueuedTransport.OverUdp(Udp(collector), Queue(collector) with { Retry = UdpRetry }, TimeProvider.System, logger),
            _ => UdpTransport.Open(Udp(collector)),
        };
    }

    // What RFC 7011 section 10.4.4 says of connections is no rule for single datagrams: they ask sooner, unless the user said when.
    private RetryOptions UdpRetry => Retry == RetryOptions.Default ? RetryOptions.Datagrams : Retry;

    private TcpOptions Tcp(EndpointText collector) => new() { Collector = collector.EndPoint, Source = Source, UsesPath = UsesPath };

    private UdpTransportOptions Udp(EndpointText collector) => new()
    {
        Collector = collector.EndPoint,
        Source = Source is null ? null : new IPEndPoint(Source, 0),
        Dscp = Dscp,
        HopLimit = HopLimit,
        MaxMessageLength = MaxMessageLength,
        JoinMessages = JoinMessages,
        UsesPath = UsesPath,
    };

    private DtlsOptions Dtls(EndpointText collector)
    {
        var dtls = new DtlsOptions { Collector = collector.EndPoint, UsesPath = UsesPath };
        return DtlsLifetime is { } lifetime ? dtls with { Lifetime = lifetime } : dtls;
    }

    private TlsOptions TlsOf(EndpointText collector) => Tls.Name.Length > 0 ? Tls : Tls with { Name = collector.Host };

    // Collectors have a directory each: what is at the front of one spool must not hold up another.
    private QueueOptions Queue(EndpointText collector) => new()
    {
        Retry = Retry,
        ConfirmAfter = ConfirmAfter,
        ConnectTimeout = ConnectTimeout,
        Spool = SpoolDirectory is null ? null : new SpoolOptions { Directory = Path.Combine(SpoolDirectory, $"{collector.Scheme}-{collector.EndPoint}"), MaxOctets = SpoolOctets },
    };
}
