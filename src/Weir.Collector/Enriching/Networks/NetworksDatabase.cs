using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MaxMind.Db;
using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Networks;

/// <summary>
/// Reads databases in MaxMind's format (MaxMind DB file format 2.0), as MaxMind, DB-IP and IPinfo give them out: of each network the country (<c>country.iso_code</c>,
/// <c>country_code</c>, or <c>country</c> where that is two letters) and the autonomous system (<c>autonomous_system_number</c>, or <c>asn</c> such as AS64500).
/// </summary>
internal static class NetworksDatabase
{
    // The last octets of a file have its metadata behind this mark.
    private const int MetadataOctets = 128 * 1024;

    // Larger than any there is by ten times; it is held in memory while it is read.
    private const int MostOctets = 1 << 30;

    private const ulong SixToFour = 0x2002, Teredo = 0x2001_0000; // RFC 3056, RFC 4380

    private static readonly byte[] Mark = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    /// <summary>Whether a file is one, which stays where it was.</summary>
    public static bool Is(Stream content)
    {
        if (!content.CanSeek) return false;
        long at = content.Position;
        content.Position = Math.Max(at, content.Length - MetadataOctets);
        byte[] end = new byte[content.Length - content.Position];
        content.ReadExactly(end);
        content.Position = at;
        return end.AsSpan().IndexOf(Mark) >= 0;
    }

    /// <summary>Reads one.</summary>
    /// <param name="content">The file.</param>
    /// <param name="texts">Takes the texts.</param>
    /// <param name="most">Networks at most.</param>
    /// <exception cref="FormatException">It is none, or tells nothing of use.</exception>
    public static NetworkLayer Read(Stream content, LabelTexts texts, int most)
    {
        if (content.Length > MostOctets) throw new FormatException($"a database of {content.Length} octets; {MostOctets} are the most");
        var v4 = new AddressNeighbours<uint>();
        var v6 = new AddressNeighbours<UInt128>();
        try
        {
            using var reader = new Reader(content);
            foreach (Reader.ReaderIteratorNode<Dictionary<string, object>> node in reader.FindAll<Dictionary<string, object>>())
            {
                NetworkLabel label = Label(node.Data, texts);
                if (label == default) continue;
                Add(node.Start, node.PrefixLength, label, v4, v6);
                if (v4.Ranges.Count + v6.Ranges.Count > most) throw NetworksFile.TooMany();
            }
        }
        // The last is of a key that is there twice.
        catch (Exception wrong) when (wrong is InvalidDatabaseException or DeserializationException or ArgumentException)
        {
            throw new FormatException($"a database that cannot be read: {wrong.Message}", wrong);
        }

        int count = v4.Ranges.Count + v6.Ranges.Count;
        if (count == 0) throw new FormatException("a database that tells neither countries nor autonomous systems");
        return new(new RangeSweep<uint>(texts).Run(v4.Ranges), new RangeSweep<UInt128>(texts).Run(v6.Ranges), count);
    }

    private static void Add(IPAddress start, int length, NetworkLabel label, AddressNeighbours<uint> v4, AddressNeighbours<UInt128> v6)
    {
        IpAddress address = IpAddress.From(start);
        if (start.AddressFamily == AddressFamily.InterNetwork)
        {
            uint rest = (uint)((1UL << (32 - length)) - 1);
            v4.Add(address.V4Bits & ~rest, address.V4Bits | rest, label);
            return;
        }

        // Many a database has those of IPv4 again in the addresses that carry them.
        if (address.IsV4 || address.High >> 48 == SixToFour || address.High >> 32 == Teredo) return;
        var bits = new UInt128(address.High, address.Low);
        UInt128 hosts = length == 128 ? UInt128.Zero : UInt128.MaxValue >> length;
        v6.Add(bits & ~hosts, bits | hosts, label);
    }

    private static NetworkLabel Label(Dictionary<string, object> record, LabelTexts texts) =>
        new(LabelTexts.Unsaid, Country(record) is { } country ? texts.Number(country) : LabelTexts.Unsaid, System(record));

    private static string? Country(Dictionary<string, object> record)
    {
        object? told = record.GetValueOrDefault("country_code") ?? record.GetValueOrDefault("country");
        if (told is IDictionary<string, object> country) told = country.TryGetValue("iso_code", out object? code) ? code : null;
        return told is string { Length: 2 } text && char.IsAsciiLetter(text[0]) && char.IsAsciiLetterOrDigit(text[1]) ? text.ToUpperInvariant() : null;
    }

    private static uint System(Dictionary<string, object> record)
    {
        object? told = record.GetValueOrDefault("autonomous_system_number") ?? record.GetValueOrDefault("asn");
        string text = Convert.ToString(told, CultureInfo.InvariantCulture) ?? "";
        if (text.StartsWith("AS", StringComparison.OrdinalIgnoreCase)) text = text[2..];
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number < NetworkLabel.NoSystem ? number : NetworkLabel.UnsaidSystem;
    }
}
