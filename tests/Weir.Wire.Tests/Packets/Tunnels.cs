using Weir.Testing.Packets;

namespace Weir.Wire.Tests.Packets;

/// <summary>Tunnel headers by hand, each with an inner UDP packet from 10.1.1.1:1111 to 10.1.1.2:2222, or its like in IPv6.</summary>
internal static class Tunnels
{
    public static (string Name, byte[] Frame)[] All =>
    [
        ("ipip", V4().Ipv4("10.1.1.1", "10.1.1.2").Udp(1111, 2222).Payload(8).Build()),
        ("6in4", V4().Ipv6("2001:db8::1", "2001:db8::2").Udp(1111, 2222).Payload(8).Build()),
        ("4in6", V6().Ipv4("10.1.1.1", "10.1.1.2").Udp(1111, 2222).Payload(8).Build()),
        ("6in6", V6().DestinationOptions().Ipv6("2001:db8::1", "2001:db8::2").Udp(1111, 2222).Payload(8).Build()),
        ("gre", V4().Protocol(47).Octets([0, 0, 8, 0]).Octets(Inner()).Build()),
        ("gre with all fields", V6().Protocol(47).Octets([0xB0, 0, 0x86, 0xDD, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 1]).Octets(Inner(v6: true)).Build()),
        ("gre with ethernet", V4().Protocol(47).Octets([0x20, 0, 0x65, 0x58, 0, 0, 1, 0]).Octets(InnerFrame()).Build()),
        ("gre with mpls", V4().Protocol(47).Octets([0, 0, 0x88, 0x47, 0, 1, 1, 64]).Octets(Inner()).Build()),
        ("vxlan", V4().Udp(50000, 4789).Octets([8, 0, 0, 0, 0, 0, 9, 0]).Octets(InnerFrame()).Build()),
        ("geneve", V6().Udp(50000, 6081).Octets([2, 0, 0x65, 0x58, 0, 0, 9, 0, 1, 2, 3, 1, 0, 0, 0, 0]).Octets(InnerFrame()).Build()),
        ("gtp", V4().Udp(2152, 2152).Octets([0x30, 255, 0, 36, 0, 0, 0, 1]).Octets(Inner()).Build()),
        ("gtp with extension", V4().Udp(2152, 2152).Octets([0x34, 255, 0, 44, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0x10, 9, 0]).Octets(Inner()).Build()),
        ("mpls", FrameBuilder.Ethernet().EtherType(0x8847).Octets([0, 1, 0, 64, 0, 2, 1, 64]).Octets(Inner()).Build()),
        ("vxlan in gre", V4().Protocol(47).Octets([0, 0, 8, 0]).Octets(
            FrameBuilder.Raw().Ipv4("10.2.2.1", "10.2.2.2").Udp(50000, 4789).Octets([8, 0, 0, 0, 0, 0, 9, 0]).Octets(InnerFrame()).Build()).Build()),
    ];

    private static FrameBuilder V4() => FrameBuilder.Ethernet().Vlan(5).Ipv4("192.0.2.1", "192.0.2.2");

    private static FrameBuilder V6() => FrameBuilder.Ethernet().Ipv6("2001:db8:f::1", "2001:db8:f::2");

    private static byte[] Inner(bool v6 = false) =>
        (v6 ? FrameBuilder.Raw().Ipv6("2001:db8::1", "2001:db8::2") : FrameBuilder.Raw().Ipv4("10.1.1.1", "10.1.1.2")).Udp(1111, 2222).Payload(8).Build();

    private static byte[] InnerFrame() =>
        FrameBuilder.Ethernet("02:00:00:00:00:aa", "02:00:00:00:00:bb").Vlan(77).Ipv4("10.1.1.1", "10.1.1.2").Udp(1111, 2222).Payload(8).Build();
}
