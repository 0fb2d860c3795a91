using Weir.Capture.Filtering;
using Weir.Capture.PcapFile;
using Weir.Capture.Tests.PcapFile;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.Filtering;

/// <summary>The same packets pass here and in tcpdump.</summary>
public sealed class TcpdumpOracleTests
{
    [Theory]
    [InlineData("ip")]
    [InlineData("ip6")]
    [InlineData("arp")]
    [InlineData("tcp")]
    [InlineData("not port 22")]
    [InlineData("udp port 53 or tcp dst port 443")]
    [InlineData("host 10.0.0.1")]
    [InlineData("src net 10.0.1.0/24 and not icmp")]
    [InlineData("ip6 host 2001:db8::3 and udp")]
    [InlineData("vlan")]
    [InlineData("vlan 101 and port 80")]
    [InlineData("vlan and vlan 200 and tcp")]
    [InlineData("tcp[tcpflags] & (tcp-syn|tcp-fin) != 0")]
    [InlineData("tcp[13] & 7 = 2 and portrange 50-500")]
    [InlineData("icmp[icmptype] = icmp-echoreply")]
    [InlineData("ip[8] < 64 and ip[0] & 0xf > 5")]
    [InlineData("len > 200 and less 250")]
    [InlineData("ether src 02:00:00:00:00:03 or ether broadcast")]
    [InlineData("ip[2:2] - ((ip[0] & 0xf) << 2) > 100")]
    [InlineData("((ip[2:2] / 3) * 7 % 5 = 2) or (ip[12:4] ^ 0x0a000001 = 0 and len / (ip[8] - 5) > 3)")]
    [InlineData("icmp6 and ip6[7] >= 1")]
    [InlineData("greater 60 and (udp[4:2] | 1) = 17 or tcp src port 5000")]
    public void The_same_packets_pass_as_in_tcpdump(string expression)
    {
        Tool.Require("tcpdump");
        using TemporaryDirectory directory = new();
        string path = Path.Combine(directory.Path, "in.pcap"), passed = Path.Combine(directory.Path, "out.pcap");
        File.WriteAllBytes(path, PcapWriter.File(FilterTraffic.Frames(3000)));
        Tool.Output("tcpdump", "-r", path, "-w", passed, expression);
        using CaptureFileSource expected = CaptureFile.Open(passed);
        using FilteredSource filtered = new(CaptureFile.Open(path), PacketFilter.Compile(expression), TestContext.Current.CancellationToken);
        // tcpdump writes microseconds: the octets tell packets apart well enough.
        string[] ours = [.. Captured.ReadAll(filtered).Packets.Select(static packet => packet.Octets)];
        string[] theirs = [.. Captured.ReadAll(expected).Packets.Select(static packet => packet.Octets)];
        Assert.Equal(theirs, ours);
        Assert.InRange(ours.Length, 1, 2999);
        Assert.Equal(3000 - ours.Length, filtered.FilteredPackets);
    }
}
