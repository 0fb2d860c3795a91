using System.Net;
using System.Text;
using Weir.Collector.Enriching.Networks;
using Weir.Testing.Processes;
using static Weir.Collector.Tests.Enriching.Networks.KnownNetworks;

namespace Weir.Collector.Tests.Enriching.Networks;

/// <summary>Random networks within each other, with Python's ipaddress as the oracle.</summary>
public sealed class NetworkTableTests
{
    private const string Python = "/usr/bin/python3";

    // The longest prefix that has a tag, and the longest that has a country.
    private const string Oracle = """
        import csv, ipaddress, sys
        lines = sys.stdin.read().split('\n')
        end = lines.index('--')
        rows = [(ipaddress.ip_network(row['network']), row['tag'], row['country']) for row in csv.DictReader(lines[:end])]
        rows.sort(key=lambda row: -row[0].prefixlen)
        for text in lines[end + 1:]:
            address = ipaddress.ip_address(text)
            around = [row for row in rows if row[0].version == address.version and address in row[0]]
            print(','.join(next((row[cell] for row in around if row[cell]), '').replace('-', '') for cell in (1, 2)))
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_address_is_of_the_longest_prefix_that_another_program_finds(int seed)
    {
        Tool.Require(Python);
        var random = new Random(seed);
        var networks = new Dictionary<string, string>(StringComparer.Ordinal);
        var addresses = new List<string>();
        while (networks.Count < 400)
        {
            byte[] octets = Octets(random, isV4: random.Next(2) == 0);
            int length = random.Next(8 * octets.Length + 1);
            for (int bit = length; bit < 8 * octets.Length; bit++) octets[bit / 8] &= (byte)~(0x80 >> bit % 8);
            networks[$"{new IPAddress(octets)}/{length}"] = $"{(random.Next(3) == 0 ? "" : random.Next(9) == 0 ? "-" : $"t{random.Next(50)}")},{(random.Next(3) == 0 ? "" : random.Next(9) == 0 ? "-" : "AB"[random.Next(2)] + "C")}";
            addresses.Add(new IPAddress(octets).ToString());
            for (int bit = length; bit < 8 * octets.Length; bit++) octets[bit / 8] |= (byte)(0x80 >> bit % 8);
            addresses.Add(new IPAddress(octets).ToString());
        }

        for (int i = 0; i < 1500; i++) addresses.Add(new IPAddress(Octets(random, isV4: random.Next(2) == 0)).ToString());
        string text = new StringBuilder("network,tag,country\n").AppendJoin('\n', networks.Select(static one => $"{one.Key},{one.Value}")).ToString();
        ToolResult told = Tool.Run(Python, ["-c", Oracle], input: $"{text}\n--\n{string.Join('\n', addresses)}");
        Assert.True(told.ExitCode == 0, told.Error);

        NetworkTable table = Read(text);
        Assert.Equal(told.Output.TrimEnd().Split('\n'), addresses.Select(address => Of(table, address)));
    }

    // Few values of each octet, so that networks lie within each other.
    private static byte[] Octets(Random random, bool isV4)
    {
        byte[] octets = new byte[isV4 ? 4 : 16];
        for (int i = 0; i < octets.Length; i++) octets[i] = (byte)(random.Next(3) switch { 0 => 0, 1 => 1, _ => 255 });
        if (!isV4) octets[0] = 0x20;
        return octets;
    }
}
