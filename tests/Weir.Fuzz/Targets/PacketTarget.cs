using Weir.Testing.Packets;
using Weir.Wire.Packets;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>The packet parser. The first octet of an input says what link it comes from; with its highest bit set there is a VLAN tag beside the packet.</summary>
internal sealed class PacketTarget : IFuzzTarget
{
    private static readonly LinkType[] LinkTypes = [.. Enum.GetValues<LinkType>().Order(), (LinkType)127];

    public string Name => "packets";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. CorpusFile.Frames("traffic.pcap").Select(static frame => From(LinkType.Ethernet, frame)),
        From(LinkType.Ethernet, FrameBuilder.Ethernet().ServiceVlan(1).Vlan(2).Snap().Ipv6("::1", "::2").HopByHop().Fragment(0, true, 3).Udp(1, 2).Build()),
        From(LinkType.Ethernet, FrameBuilder.Ethernet().Pppoe().Ipv6("::1", "::2").Routing(1).Authentication().Mobility().DestinationOptions().Icmpv6(1, 2).Build()),
        From(LinkType.Ethernet, FrameBuilder.Ethernet().EtherType(0x8847).Octets([0, 1, 0, 64, 0, 2, 1, 64])
            .Octets(FrameBuilder.Raw().Ipv4("10.0.0.1", "10.0.0.2").UdpLite(1, 2).Build()).Build()),
        From(LinkType.LinuxSll, FrameBuilder.LinuxSll().Ipv4("10.0.0.1", "10.0.0.2", options: new byte[8]).Sctp(1, 2).Build()),
        From(LinkType.LinuxSll2, FrameBuilder.LinuxSll2().Vlan(7).Ipv4("10.0.0.1", "10.0.0.2").Tcp(1, 2, options: new byte[12]).Payload(9).Build()),
        From(LinkType.Null, FrameBuilder.Loopback().Ipv6("::1", "::2").Dccp(1, 2).Build()),
        From(LinkType.Loop, FrameBuilder.Loopback(bigEndian: true).Ipv4("10.0.0.1", "10.0.0.2").Icmp(8, 0).Build()),
        From(LinkType.RawIp, FrameBuilder.Raw().Ipv4("10.0.0.1", "10.0.0.2", fragmentOffset: 8, moreFragments: true).Udp(1, 2).Build()),
    ];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty) return;
        LinkType link = LinkTypes[(input[0] & 0x7F) % LinkTypes.Length];
        ReadOnlySpan<byte> packet = input[1..];
        PacketFields fields = default;
        PacketParseResult result = PacketParser.Parse(packet, packet.Length, link, hasVlanTci: input[0] > 0x7F, 5, ref fields);
        Check(result, packet, in fields);
    }

    public void Dispose()
    {
    }

    internal static void Check(PacketParseResult result, ReadOnlySpan<byte> packet, in PacketFields fields)
    {
        Assert.True(Enum.IsDefined(result));
        if (result != PacketParseResult.Ip) return;
        Assert.True(fields.EtherType is 0x0800 or 0x86DD);
        Assert.True(fields.IpLength >= 20);
        Assert.True(fields.NetworkOffset <= packet.Length && fields.TransportOffset <= packet.Length);
        Assert.True(fields.Parts.HasFlag(PacketParts.Ports) || (fields.SourcePort, fields.DestinationPort) == (0, 0));
    }

    private static byte[] From(LinkType link, byte[] frame) => [(byte)Array.IndexOf(LinkTypes, link), .. frame];
}
