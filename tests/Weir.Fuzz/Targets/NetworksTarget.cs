using System.Text;
using Weir.Collector.Enriching.Networks;
using Weir.Wire.Primitives;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>A file of networks.</summary>
internal sealed class NetworksTarget : IFuzzTarget
{
    private const int Most = 50;

    private static readonly NetworksOptions Options = new() { Files = ["networks.csv"], MaxNetworks = Most, MaxLineOctets = 200 };

    public string Name => "networks";

    public IReadOnlyList<byte[]> Corpus { get; } =
    [
        .. new[]
        {
            "network,tag,country\n# ours\n10.0.0.0/8,office,DE\n10.1.0.0/16,\"lab, \"\"old\"\"\",\n10.1.2.0/24,-,FR\n2001:db8::/32,office,nl\n::/0,,AA\n0.0.0.0/0,x,\n",
            "first,last,country\r\n192.0.2.5,192.0.2.9,DE\r\n192.0.2.7,192.0.2.7,FR\r\n2001:db8::5,2001:db8::6,NL\r\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public IReadOnlyList<byte[]> Words { get; } = ["network"u8.ToArray(), "/0"u8.ToArray(), "255.255.255.255"u8.ToArray(), "::ffff:"u8.ToArray(), "-"u8.ToArray(), "\",\""u8.ToArray()];

    public void Restart()
    {
    }

    public void Take(ReadOnlySpan<byte> input)
    {
        try
        {
            using var content = new MemoryStream(input.ToArray());
            NetworkTable table = NetworksFile.Read(content, Options);
            Assert.InRange(table.Count, 0, Most);
            foreach (ulong bits in (ulong[])[0, 1, 0x0A01_0203, 0xC000_0207, uint.MaxValue, ulong.MaxValue])
            {
                Look(table, IpAddress.FromV4((uint)bits));
                Look(table, new(bits, ~bits));
            }
        }
        catch (NetworksException)
        {
            // As it should be.
        }
    }

    public void Dispose()
    {
    }

    private static void Look(NetworkTable table, IpAddress address)
    {
        NetworkLabel label = table.Find(address);
        Assert.InRange(table.Text(label.Tag).Length, 0, 254);
        Assert.InRange(table.Text(label.Country).Length, 0, 2);
    }
}
