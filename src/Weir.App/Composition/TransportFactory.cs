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
            "dtls" => QueuedTransport.OverDtls(collector.EndPoint, TlsOf(collector), Queue(collector), TimeProvider.System, logger),
            "file" => FileTransport.Open(new() { Path = collector.Path, RotateOctets = RotateOctets, RotateAfter = RotateAfter }, TimeProvider.System),
            _ => UdpTransport.Open(new UdpTransportOptions { Collector = collector.EndPoint, Source = Source is null ? null : new IPEndPoint(Source, 0), Dscp = Dscp, HopLimit = HopLimit, MaxMessageLength = MaxMessageLength, JoinMessages = JoinMessages }),
        };
    }

    private TcpOptions Tcp(EndpointText collector) => new() { Collector = collector.EndPoint, Source = Source };

    private TlsOptions TlsOf(EndpointText collector) => Tls.Name.Length > 0 ? Tls : Tls with { Name = collector.Host };

    // Collectors have a directory each: what is at the front of one spool must not hold up another.
    private QueueOptions Queue(EndpointText collector) => new()
    {
        Retry = Retry,
        Spool = SpoolDirectory is null ? null : new SpoolOptions { Directory = Path.Combine(SpoolDirectory, $"{collector.Scheme}-{collector.EndPoint}"), MaxOctets = SpoolOctets },
    };
}
