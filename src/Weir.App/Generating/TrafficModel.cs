using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.App.Generating;

/// <summary>
/// The flows that pass one exporter: clients of its site ask servers of the world for services. A conversation is two flows, one after
/// the other. The same seed gives the same flows on every machine.
/// </summary>
/// <param name="site">Number of the exporter; its clients have addresses of their own.</param>
/// <param name="seed">Other flows.</param>
/// <param name="ipv6Percent">Conversations in IPv6.</param>
internal sealed class TrafficModel(int site, int seed, int ipv6Percent)
{
    /// <summary>Sites there can be: as many networks of 1024 addresses as 10.0.0.0/8 has.</summary>
    public const int MaxSites = 1 << 14;

    private const int ClientCount = 1000;
    private const int ServerCount = 20_000;
    private const uint ClientNetwork = 0x0A00_0000; // 10.0.0.0/8 (RFC 1918)
    private const uint ServerNetwork = 0xC612_0000; // 198.18.0.0/15, for measurements (RFC 2544)
    private const ulong DocumentationV6 = 0x2001_0DB8_0000_0000; // RFC 3849
    private const ulong ServersV6 = DocumentationV6 | 0xFFFF_0000;
    private const uint ClientSide = 1, ServerSide = 2; // ifIndex
    private const byte SynAckPushFin = 0x1B, SynOnly = 0x02;
    private const int FirstEphemeralPort = 32768; // as Linux has them
    private const int EphemeralPorts = 28232;
    private const double ParetoShape = 1.2; // sizes of flows are heavy-tailed: few have most octets
    private const double MostPackets = 1e6;
    private const long PacketGapNs = 20_000_000;
    private const long LongestLagNs = 1_000_000_000; // records wait for others in the exporter's message
    private const long ReplyLagNs = 50_000_000;
    private const long LongestNs = 60_000_000_000; // a usual active timeout
    private const int UnansweredPercent = 2; // of TCP: scans, and servers that are gone

    private static readonly Zipf Clients = new(ClientCount, 1.0);
    private static readonly Zipf Servers = new(ServerCount, 0.9);

    private readonly Random _random = new(HashCode(site, seed));
    private readonly Random _lags = new(HashCode(site, ~seed));
    private GeneratedFlow _request;
    private Service _service = Service.All[0];
    private bool _isReplyNext;

    /// <summary>The next flow.</summary>
    public GeneratedFlow Next()
    {
        if (_isReplyNext) return Reply();
        _service = NextService();
        bool isV6 = _random.Next(100) < ipv6Percent;
        bool isUnanswered = _service.Protocol == IpProtocols.Tcp && _random.Next(100) < UnansweredPercent;
        uint client = (uint)Clients.Next(_random) + 1;
        uint server = Scattered((uint)Servers.Next(_random) + 1);
        ulong packets = isUnanswered ? 1 : Packets(_service.LeastPackets);
        _request = new()
        {
            Source = isV6 ? new(DocumentationV6 | (uint)site, client) : IpAddress.FromV4(ClientNetwork | (uint)site << 10 | client),
            Destination = isV6 ? new(ServersV6, server) : IpAddress.FromV4(ServerNetwork | server),
            SourcePort = (ushort)(FirstEphemeralPort + _random.Next(EphemeralPorts)),
            DestinationPort = _service.Port,
            Protocol = _service.Protocol,
            TcpFlags = _service.Protocol != IpProtocols.Tcp ? (byte)0 : isUnanswered ? SynOnly : SynAckPushFin,
            Ttl = 64,
            Packets = packets,
            Octets = Octets(packets, isUnanswered ? 60 : _service.RequestOctets),
            DurationNs = Duration(packets),
            LagNs = _lags.NextInt64(LongestLagNs),
            Input = ClientSide,
            Output = ServerSide,
        };
        _isReplyNext = !isUnanswered;
        return _request;
    }

    private GeneratedFlow Reply()
    {
        _isReplyNext = false;
        GeneratedFlow reply = _request;
        (reply.Source, reply.Destination) = (_request.Destination, _request.Source);
        (reply.SourcePort, reply.DestinationPort) = (_request.DestinationPort, _request.SourcePort);
        (reply.Input, reply.Output) = (_request.Output, _request.Input);
        reply.Ttl = (byte)(64 - 5 - _request.Destination.Low % 20);
        reply.Packets = Math.Max(1, (ulong)(_request.Packets * (0.8 + 0.8 * _random.NextDouble())));
        reply.LagNs = Math.Max(0, _request.LagNs - _lags.NextInt64(ReplyLagNs));
        reply.Octets = Octets(reply.Packets, _service.ReplyOctets);
        return reply;
    }

    private Service NextService()
    {
        int at = _random.Next(Service.TotalWeight);
        int i = 0;
        while (at >= Service.All[i].Weight) at -= Service.All[i++].Weight;
        return Service.All[i];
    }

    private ulong Packets(int least) => (ulong)Math.Min(MostPackets, least * Math.Pow(1 - _random.NextDouble(), -1 / ParetoShape));

    // A fifth more or less than is usual, and what IP allows.
    private ulong Octets(ulong packets, int usual) => packets * (ulong)Math.Clamp((int)(usual * (0.8 + 0.4 * _random.NextDouble())), 40, 1500);

    private long Duration(ulong packets) => packets == 1 ? 0 : (long)Math.Min(LongestNs, (packets - 1) * PacketGapNs * (0.2 + 2 * _random.NextDouble()));

    // Neighbouring ranks are no neighbours in the address space. An odd factor is one-to-one on 17 bits.
    private static uint Scattered(uint rank) => rank * 40_503u & 0x1FFFF;

    private static int HashCode(int site, int seed) => unchecked((int)((uint)seed * 2_654_435_761u + (uint)site * 40_503u)) & int.MaxValue;
}
