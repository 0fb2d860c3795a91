using Weir.Wire.Packets;

namespace Weir.App.Generating;

/// <summary>Something that clients ask servers for, and how its conversations look.</summary>
/// <param name="Protocol">IP protocol number.</param>
/// <param name="Port">The server's port.</param>
/// <param name="Weight">Conversations, of all those of <see cref="All"/> together.</param>
/// <param name="RequestOctets">Usual octets of a packet to the server, IP header included.</param>
/// <param name="ReplyOctets">Usual octets of a packet from it.</param>
/// <param name="LeastPackets">Packets of the smallest flow; larger ones are rarer the larger they are.</param>
internal sealed record Service(byte Protocol, ushort Port, int Weight, int RequestOctets, int ReplyOctets, int LeastPackets)
{
    /// <summary>What an office or a provider's access network asks for: mostly the web, names and time.</summary>
    public static IReadOnlyList<Service> All { get; } =
    [
        new(IpProtocols.Tcp, 443, 38, 180, 1200, 6),
        new(IpProtocols.Udp, 443, 14, 220, 1230, 4),
        new(IpProtocols.Udp, 53, 22, 70, 180, 1),
        new(IpProtocols.Tcp, 80, 7, 160, 1100, 5),
        new(IpProtocols.Udp, 123, 4, 76, 76, 1),
        new(IpProtocols.Tcp, 993, 2, 120, 600, 8),
        new(IpProtocols.Tcp, 22, 2, 130, 160, 12),
        new(IpProtocols.Tcp, 8080, 2, 200, 900, 5),
        new(IpProtocols.Tcp, 445, 2, 300, 800, 8),
        new(IpProtocols.Udp, 3478, 2, 170, 170, 10),
        new(IpProtocols.Tcp, 3306, 1, 150, 500, 6),
        new(IpProtocols.Tcp, 5432, 1, 150, 500, 6),
        new(IpProtocols.Tcp, 25, 1, 600, 120, 8),
        new(IpProtocols.Tcp, 3389, 1, 140, 700, 20),
        new(IpProtocols.Udp, 161, 1, 90, 130, 1),
    ];

    /// <summary>The sum of all weights.</summary>
    public static int TotalWeight { get; } = All.Sum(static service => service.Weight);
}
