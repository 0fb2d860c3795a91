using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>The same questions of the same records: Weir's archive and nfdump's files select the same ones, with the same sums.</summary>
public sealed class NfdumpQuestionTests
{
    private const int Datagrams = 100, RecordsEach = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // In Weir's words, and in nfdump's where it has others: it has no protocol as a word by itself, no range, no column beside a column.
    private static readonly (string Weir, string Nfdump)[] Filters =
    [
        ("any", "any"), ("tcp", "proto tcp"), ("proto udp", "proto udp"), ("proto 47", "proto 47"), ("not tcp", "not proto tcp"), ("ipv6", "ipv6"), ("inet", "inet"),
        ("src ip 10.0.0.1", "src ip 10.0.0.1"), ("host 10.0.0.1", "host 10.0.0.1"), ("dst net 10.0.0.0/8", "dst net 10.0.0.0/8"), ("net 192.168.0.0/16", "net 192.168.0.0/16"),
        ("src and dst net 10.0.0.0/8", "src net 10.0.0.0/8 and dst net 10.0.0.0/8"), ("ip in [10.0.0.1 192.0.2.1]", "ip in [10.0.0.1 192.0.2.1]"),
        ("ip in [10.0.0.0/8, 8.8.8.8]", "ip in [10.0.0.0/8 8.8.8.8]"), ("src ip in [10.0.0.1 10.0.0.2]", "src ip in [10.0.0.1 10.0.0.2]"),
        ("port 53", "port 53"), ("src or dst port 53", "port 53"), ("src port 53", "src port 53"), ("tcp dst port > 1023", "proto tcp and dst port > 1023"),
        ("port in [22, 443]", "port in [22 443]"), ("tcp port 1024-65535", "proto tcp and port > 1023"), ("port 80 and (tcp or udp)", "port 80 and (proto tcp or proto udp)"),
        ("not (port 53 or port 443)", "not (port 53 or port 443)"), ("flags S", "flags S"), ("flags SA", "flags SA"), ("flags S and not flags AR", "flags S and not flags AR"),
        ("tcp and flags = S", "proto tcp and flags S and not flags AFRPU"), ("not flags S", "not flags S"), ("bytes > 1000", "bytes > 1000"), ("bytes > 10k", "bytes > 10k"), ("bytes gt 1M", "bytes gt 1M"),
        ("bytes 40", "bytes 40"), ("bytes >= 1500", "bytes >= 1500"), ("packets < 10", "packets < 10"), ("packets = 1000", "packets = 1000"), ("packets <= 2", "packets <= 2"),
        ("bpp > 100", "bpp > 100"), ("bpp < 64", "bpp < 64"), ("duration > 1000", "duration > 1000"), ("duration < 500ms", "duration < 500"), ("duration = 0", "duration = 0"),
        ("bps > 1000", "bps > 1000"), ("bps > 10k", "bps > 10k"), ("if 2", "if 2"), ("in if 1", "in if 1"), ("out if 3 or in if 3", "if 3"), ("tos 8", "tos 8"), ("dscp ef", "tos 184"),
        ("next hop 10.0.0.254", "next ip 10.0.0.254"), ("src mask 24", "src mask 24"), ("mask 16", "mask 16"), ("icmp-type 8", "icmp-type 8"), ("icmp and src 10.0.0.1", "proto icmp and src ip 10.0.0.1"),
        ("net 2001:db8::/32", "net 2001:db8::/32"), ("host 10.0.0.1 and host 10.0.0.2", "host 10.0.0.1 and host 10.0.0.2"),
    ];

    // By autonomous system only where NetFlow v5 tells one: nfdump takes none for 0. A prefix of IPv4 only of IPv4.
    private static readonly (string By, string Aggregate, string Format, string Filter)[] Groups =
    [
        ("src_addr", "srcip", "%sa", "any"), ("dst_addr,proto", "dstip,proto", "%da,%pr", "proto tcp"), ("in_if", "inif", "%in", "any"), ("src_as", "srcas", "%sas", "next ip 10.0.0.254"),
        ("src_addr/24", "srcip4/24", "%sa", "ipv4"), ("src_addr,dst_addr,src_port,dst_port,proto", "srcip,dstip,srcport,dstport,proto", "%sa,%da,%sp,%dp,%pr", "proto tcp"),
    ];

    [Fact]
    public void Filters_select_the_records_that_nfdump_selects_and_groups_have_its_sums()
    {
        Tool.Require("nfcapd", "nfdump");
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        (RunningTool collector, int port) = WeirProgram.Collect(archive);
        using (collector)
        {
            Send(port);
            WeirProgram.Output("generate", "--to", $"netflow9://127.0.0.1:{port}", "--flows-per-second", "3000", "--count", "3000", "--ipv6", "30");
            UdpQueue.WaitUntilRead(port, Patience);
            Assert.Equal(0, collector.Stop().ExitCode);
        }

        using var nfcapd = Nfcapd.Start("nfcapd", directory["nfcapd"]);
        WeirProgram.Output("replay", "--archive", archive, "--to", $"ipfix://127.0.0.1:{nfcapd.Port}", "--pace", "20000", "--fields", "default,src_as,dst_as,src_net,dst_net,next_hop,ip_tos");
        string file = nfcapd.StopAndFind();
        Assert.All(Filters, pair =>
        {
            string[] weir = Lines(WeirProgram.Output("flows", "--archive", archive, "-n", "1000000", "--columns", "src_addr,dst_addr,packets,bytes", "--format", "csv", pair.Weir), 1);
            string[] nfdump = Lines(Tool.Output("nfdump", "-r", file, "-q", "-N", "-6", "-o", "fmt:%sa,%da,%pkt,%byt", pair.Nfdump), 0);
            Assert.True(weir.SequenceEqual(nfdump), $"{pair.Weir}: {weir.Length} records, {pair.Nfdump}: {nfdump.Length}");
            // All records there are, or some that are told apart.
            Assert.NotEmpty(weir);
        });
        Assert.All(Groups, group =>
        {
            string[] weir = Lines(WeirProgram.Output("top", "--archive", archive, "-n", "1000000", "--by", group.By, "--measures", "flows,packets,bytes", "--format", "csv", group.Filter), 1);
            string[] nfdump = Lines(Tool.Output("nfdump", "-r", file, "-q", "-N", "-6", "-A", group.Aggregate, "-o", $"fmt:{group.Format},%fl,%pkt,%byt", group.Filter), 0);
            Assert.True(weir.Select(static line => line.Replace("/24", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal).SequenceEqual(nfdump.Select(Numbered)), $"{group.By}:\n{string.Join('\n', weir.Take(5))}\nnfdump:\n{string.Join('\n', nfdump.Take(5))}");
        });
    }

    // nfdump names protocols, where programs are told numbers.
    private static string Numbered(string line) => line.Replace(",TCP,", ",6,", StringComparison.Ordinal);

    private static string[] Lines(string text, int heading) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(heading).Select(static line => string.Join(',', line.Split(',').Select(static field => field.Trim()))).Where(static line => line.Contains(',')).Order(StringComparer.Ordinal)];

    /// <summary>NetFlow v5 with few values of each field, so that every question has an answer; the same each time but for the hour.</summary>
    private static void Send(int port)
    {
        var random = new Random(5);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Loopback, port);
        for (int i = 0; i < Datagrams; i++)
        {
            byte[] datagram = new byte[24 + 48 * RecordsEach];
            Span<byte> header = datagram;
            BinaryPrimitives.WriteUInt16BigEndian(header, 5);
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], RecordsEach);
            BinaryPrimitives.WriteUInt32BigEndian(header[4..], UpTime);
            BinaryPrimitives.WriteUInt32BigEndian(header[8..], (uint)DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            BinaryPrimitives.WriteUInt32BigEndian(header[16..], (uint)(i * RecordsEach));
            for (int record = 0; record < RecordsEach; record++) Record(datagram.AsSpan(24 + 48 * record, 48), random);
            socket.Send(datagram);
            UdpQueue.WaitUntilRead(port, Patience);
        }
    }

    private const uint UpTime = 10_000_000;

    private static void Record(Span<byte> record, Random random)
    {
        uint Pick(params uint[] values) => values[random.Next(values.Length)];
        uint[] hosts = [0x0A000001, 0x0A000002, 0x0A010203, 0xC0A80101, 0xC0000201, 0xC6336401, 0x08080808];
        uint protocol = Pick(6, 6, 17, 1, 47);
        bool hasPorts = protocol is 6 or 17;
        uint packets = Pick(1, 2, 10, 1000, 100_000);
        uint first = UpTime - Pick(0, 1, 500, 1000, 5000, 60_000);
        BinaryPrimitives.WriteUInt32BigEndian(record, Pick(hosts));
        BinaryPrimitives.WriteUInt32BigEndian(record[4..], Pick(hosts));
        BinaryPrimitives.WriteUInt32BigEndian(record[8..], Pick(0x0A0000FE, 0xC00002FE));
        BinaryPrimitives.WriteUInt16BigEndian(record[12..], (ushort)Pick(1, 2, 3));
        BinaryPrimitives.WriteUInt16BigEndian(record[14..], (ushort)Pick(1, 2, 3));
        BinaryPrimitives.WriteUInt32BigEndian(record[16..], packets);
        BinaryPrimitives.WriteUInt32BigEndian(record[20..], packets * Pick(40, 64, 576, 1500));
        BinaryPrimitives.WriteUInt32BigEndian(record[24..], first);
        BinaryPrimitives.WriteUInt32BigEndian(record[28..], random.Next(2) == 0 ? UpTime : first);
        BinaryPrimitives.WriteUInt16BigEndian(record[32..], (ushort)(hasPorts ? Pick(22, 53, 80, 443, 1024, 40_000, 65_535) : 0));
        BinaryPrimitives.WriteUInt16BigEndian(record[34..], (ushort)(hasPorts ? Pick(22, 53, 80, 443, 1024, 40_000, 65_535) : protocol == 1 ? Pick(0x0800, 0, 0x0301) : 0));
        record[37] = (byte)(protocol == 6 ? Pick(2, 16, 18, 24, 17, 4, 27) : 0);
        record[38] = (byte)protocol;
        record[39] = (byte)Pick(0, 8, 184, 40, 255);
        BinaryPrimitives.WriteUInt16BigEndian(record[40..], (ushort)Pick(64_500, 64_501, 65_535, 0));
        BinaryPrimitives.WriteUInt16BigEndian(record[42..], (ushort)Pick(64_500, 64_501, 65_535, 0));
        record[44] = (byte)Pick(8, 16, 24, 0);
        record[45] = (byte)Pick(8, 16, 24, 0);
    }
}
