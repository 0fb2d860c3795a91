using System.Globalization;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What a capture holds, by tshark's own reading: the independent count that flow records must add up to.</summary>
internal sealed class TsharkCount
{
    private TsharkCount(
        IReadOnlyDictionary<int, (long Packets, long Bytes)> byProtocol, IReadOnlyDictionary<int, (long Packets, long Bytes)> ipv4ByProtocol, int tuples)
    {
        ByProtocol = byProtocol;
        Ipv4ByProtocol = ipv4ByProtocol;
        DistinctTuples = tuples;
    }

    /// <summary>Packets and layer-3 octets by IP protocol.</summary>
    public IReadOnlyDictionary<int, (long Packets, long Bytes)> ByProtocol { get; }

    /// <summary>The same of IPv4 alone.</summary>
    public IReadOnlyDictionary<int, (long Packets, long Bytes)> Ipv4ByProtocol { get; }

    /// <summary>Distinct (addresses, protocol, ports or ICMP type and code).</summary>
    public int DistinctTuples { get; }

    public static TsharkCount Of(string capture)
    {
        Tool.Require("tshark");
        // Without reassembly every fragment stands for itself, as it does on the wire.
        string text = Tool.Output("tshark", "-r", capture, "-n", "-o", "ip.defragment:FALSE", "-o", "ipv6.defragment:FALSE", "-T", "fields", "-E", "occurrence=f",
            "-e", "ip.version", "-e", "ip.src", "-e", "ip.dst", "-e", "ip.proto", "-e", "ip.len",
            "-e", "ipv6.src", "-e", "ipv6.dst", "-e", "ipv6.nxt", "-e", "ipv6.plen", "-e", "ipv6.fraghdr.nxt", "-e", "ipv6.hopopts.nxt",
            "-e", "tcp.srcport", "-e", "tcp.dstport", "-e", "udp.srcport", "-e", "udp.dstport", "-e", "sctp.srcport", "-e", "sctp.dstport",
            "-e", "icmp.type", "-e", "icmp.code", "-e", "icmpv6.type", "-e", "icmpv6.code");
        var byProtocol = new Dictionary<int, (long Packets, long Bytes)>();
        var ipv4ByProtocol = new Dictionary<int, (long Packets, long Bytes)>();
        var tuples = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] f = line.Split('\t');
            if (f[0].Length == 0 && f[5].Length == 0) continue;
            bool v4 = f[1].Length > 0;
            int protocol = v4 ? Number(f[3]) : Number(First(f[9], First(f[10], f[7])));
            long bytes = v4 ? Number(f[4]) : Number(f[8]) + 40;
            Add(byProtocol, protocol, bytes);
            if (v4) Add(ipv4ByProtocol, protocol, bytes);
            tuples.Add(string.Join(' ', [v4 ? f[1] : f[5], v4 ? f[2] : f[6], protocol.ToString(CultureInfo.InvariantCulture), .. f[11..]]));
        }

        return new(byProtocol, ipv4ByProtocol, tuples.Count);
    }

    private static void Add(Dictionary<int, (long Packets, long Bytes)> sums, int protocol, long bytes)
    {
        (long Packets, long Bytes) sum = sums.GetValueOrDefault(protocol);
        sums[protocol] = (sum.Packets + 1, sum.Bytes + bytes);
    }

    private static string First(string preferred, string other) => preferred.Length > 0 ? preferred : other;

    private static int Number(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? int.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : int.Parse(text, CultureInfo.InvariantCulture);
}
