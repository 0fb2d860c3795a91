using Weir.Collector.Enriching.Networks;
using Weir.Testing;
using Weir.Wire.Primitives;
using Xunit;

namespace Weir.Fuzz.Targets;

/// <summary>A database of networks in MaxMind's format.</summary>
internal sealed class NetworksDatabaseTarget : IFuzzTarget
{
    private const int Most = 500;

    private static readonly NetworksOptions Options = new() { Files = ["networks.mmdb"], MaxNetworks = Most };

    public string Name => "databases";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. ((string[])["country", "asn", "lite"]).Select(static name => File.ReadAllBytes(RepositoryRoot.Path($"tests/data/networks/{name}.mmdb")))];

    public IReadOnlyList<byte[]> Words { get; } = [[0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8], "node_count"u8.ToArray(), "record_size"u8.ToArray(), [0x20, 0x00], [0x3F, 0xFF, 0xFF, 0xFF, 0xFF], [0xE1], [0x01, 0x04], [0xFF, 0xFF, 0xFF]];

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
            foreach (uint bits in (uint[])[0, 0x0100_0001, 0xFF01_0000, uint.MaxValue]) Assert.InRange(table.Text(table.Find(IpAddress.FromV4(bits)).Country).Length, 0, 2);
        }
        catch (NetworksException)
        {
            // As it should be.
        }
    }

    public void Dispose()
    {
    }
}
