using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Weir.Collector.Enriching.Networks;
using Weir.Wire.Primitives;

namespace Weir.Benchmarks.Enriching;

/// <summary>Networks of random lengths: reading their file, and looking up addresses within them. One lookup is one operation.</summary>
[MemoryDiagnoser]
public class NetworksBenchmarks
{
    private const int Addresses = 1 << 16;

    private readonly IpAddress[] _addresses = new IpAddress[Addresses];
    private byte[] _file = [];
    private NetworkTable _table = NetworkTable.Empty;

    /// <summary>Lines of the file.</summary>
    [Params(100, 100_000, 1_000_000)]
    public int Networks { get; set; }

    /// <summary>Whether they are of IPv6.</summary>
    [Params(false, true)]
    public bool IsV6 { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(6);
        var known = new HashSet<(IpAddress, int)>();
        var text = new StringBuilder("network,country\n");
        while (known.Count < Networks)
        {
            int length = IsV6 ? random.Next(24, 49) : random.Next(14, 25);
            IpAddress address = Next(random, length);
            if (!known.Add((address, length))) continue;
            text.Append(CultureInfo.InvariantCulture, $"{address}/{length},{(char)('A' + random.Next(26))}{(char)('A' + random.Next(10))}\n");
        }

        _file = Encoding.ASCII.GetBytes(text.ToString());
        _table = Read();
        for (int i = 0; i < Addresses; i++) _addresses[i] = Next(random, 128);
    }

    [Benchmark]
    public NetworkTable Read()
    {
        using var content = new MemoryStream(_file);
        return NetworksFile.Read(content, new() { Files = ["networks.csv"] });
    }

    [Benchmark(OperationsPerInvoke = Addresses)]
    public int Find()
    {
        int sum = 0;
        foreach (IpAddress address in _addresses) sum += _table.Find(address).Country;
        return sum;
    }

    // IPv4 from 1.0.0.0 to 223.255.255.255, IPv6 in what the registries have given away: 2000::/5.
    private IpAddress Next(Random random, int length)
    {
        if (IsV6) return new((0x2000_0000_0000_0000 | (ulong)random.NextInt64() >> 4) & (length >= 64 ? ulong.MaxValue : ulong.MaxValue << (64 - length)), 0);
        uint bits = (uint)random.NextInt64(0x0100_0000, 0xE000_0000);
        return IpAddress.FromV4(length >= 32 ? bits : bits & (uint.MaxValue << (32 - length)));
    }
}
