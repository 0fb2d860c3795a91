using Weir.Testing.Packets;

namespace Weir.Capture.Tests.Filtering;

/// <summary>Frames of many kinds, some cut short, for filters to choose from.</summary>
internal static class FilterTraffic
{
    public static IEnumerable<byte[]> Frames(int count)
    {
        Random random = new(11);
        for (int turn = 0; turn < count; turn++)
        {
            FrameBuilder frame = FrameBuilder.Ethernet($"02:00:00:00:00:{turn % 4:x2}", turn % 9 == 0 ? "ff:ff:ff:ff:ff:ff" : "02:00:00:00:00:02");
            if (random.Next(3) == 0) frame.Vlan((ushort)random.Next(100, 103));
            if (random.Next(8) == 0) frame.Vlan(200);
            if (random.Next(10) == 0)
            {
                yield return frame.EtherType(0x0806).Payload(28).Build();
                continue;
            }

            bool isV6 = random.Next(3) == 0;
            if (isV6) frame.Ipv6($"2001:db8::{random.Next(1, 5)}", "2001:db8:1::1");
            else frame.Ipv4($"10.0.{random.Next(2)}.{random.Next(1, 5)}", "192.0.2.1", ttl: (byte)random.Next(1, 128), options: random.Next(4) == 0 ? [1, 1, 1, 0] : null);
            ushort port = (ushort)new[] { 22, 53, 80, 443, 5000 }[random.Next(5)];
            _ = random.Next(4) switch
            {
                0 => frame.Tcp(port, 40000, (ushort)random.Next(64)),
                1 => frame.Udp(40000, port),
                2 => isV6 ? frame.Icmpv6(128, 0) : frame.Icmp((byte)random.Next(2), 0),
                _ => frame.Tcp(40000, port, 0x02),
            };
            byte[] whole = frame.Payload(random.Next(300)).Build();
            yield return random.Next(8) == 0 ? whole[..random.Next(14, whole.Length)] : whole;
        }
    }
}
