using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Sessions;
using Weir.Wire.Ipfix;

namespace Weir.App.Composition;

/// <summary>The words before <c>://</c> of what a collector can listen on.</summary>
internal static class ListenSchemes
{
    /// <summary>IPFIX over TCP (RFC 7011 section 10.4).</summary>
    public const string Tcp = "ipfix+tcp";

    /// <summary>IPFIX over TLS (RFC 7011 section 11).</summary>
    public const string Tls = "ipfix+tls";

    /// <summary>IPFIX over DTLS (RFC 7011 section 11).</summary>
    public const string Dtls = "ipfix+dtls";

    private const int NetFlowPort = 2055; // what routers' manuals have
    private const int SFlowPort = 6343; // IANA

    /// <summary>Every scheme, and the port it has by itself. All but TCP, TLS and DTLS are plain UDP, where the protocol is told from the first octets.</summary>
    public static IReadOnlyDictionary<string, int> DefaultPorts { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["udp"] = UdpListenerOptions.IpfixPort,
        ["netflow"] = NetFlowPort,
        ["ipfix"] = UdpListenerOptions.IpfixPort,
        ["sflow"] = SFlowPort,
        [Tcp] = UdpListenerOptions.IpfixPort,
        [Tls] = StreamListenerOptions.TlsPort,
        [Dtls] = StreamListenerOptions.TlsPort,
    };

    /// <summary>What is listened on where nobody says.</summary>
    public static IReadOnlyList<string> ByThemselves { get; } = ["netflow://", "ipfix://", "sflow://"];

    /// <summary>Where readers of captures look for a protocol.</summary>
    /// <param name="version">The first two octets of its messages.</param>
    public static ushort PortOf(ushort version) => (ushort)DefaultPorts[version switch
    {
        SessionKey.SFlow => "sflow",
        IpfixHeader.Version => "ipfix",
        _ => "netflow",
    }];
}
