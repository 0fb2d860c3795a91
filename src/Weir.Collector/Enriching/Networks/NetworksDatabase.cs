using System.Globalization;
using System.Net;
using System.Numerics;
using MaxMind.Db;

namespace Weir.Collector.Enriching.Networks;

/// <summary>
/// Reads databases in MaxMind's format (MaxMind DB file format 2.0), as MaxMind, DB-IP and IPinfo give them out: of each network the country (<c>country.iso_code</c>,
/// <c>country_code</c>, or <c>country</c> where that is two letters) and the autonomous system (<c>autonomous_system_number</c>, or <c>asn</c> such as AS64500).
/// </summary>
/// <remarks>
/// Goes from network to network by asking for an address and then for the one behind its network. The library's own way through all of them visits those of IPv4 four times, and does not end
/// where the nodes of a tree lead to the same ones again and again.
/// </remarks>
internal sealed class NetworksDatabase
{
    // The last octets of a file have its metadata behind this mark.
    private const int MetadataOctets = 128 * 1024;

    // Larger than any there is by ten times; it is held in memory while it is read.
    private const int MostOctets = 1 << 30;

    private static readonly byte[] Mark = [0xAB, 0xCD, 0xEF, .. "MaxMind.com"u8];

    // Blocks of IPv6 in which a database has the networks of IPv4: as they are, mapped, of Teredo and of 6to4 (RFC 4291 section 2.5.5, RFC 4380, RFC 3056).
    private static readonly (UInt128 First, int Length)[] OfV4 = [(0, 96), (new(0, 0xFFFF_0000_0000), 96), (new(0x2001_0000_0000_0000, 0), 32), (new(0x2002_0000_0000_0000, 0), 16)];

    private readonly Reader _reader;
    private readonly LabelTexts _texts;
    private readonly int _most;

    // Networks, and addresses of none, that there may be still. Each is an end of a node, and a node takes six octets of the file.
    private long _ends;
    private int _count;

    private NetworksDatabase(Reader reader, LabelTexts texts, int most, long octets) => (_reader, _texts, _most, _ends) = (reader, texts, most, octets);

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
        try
        {
            using var reader = new Reader(content);
            NetworkLayer all = new NetworksDatabase(reader, texts, most, content.Length).ReadAll();
            return all.Count > 0 ? all : throw new FormatException("a database that tells neither countries nor autonomous systems");
        }
        // The last is of a key that is there twice.
        catch (Exception wrong) when (wrong is InvalidDatabaseException or DeserializationException or ArgumentException)
        {
            throw new FormatException($"a database that cannot be read: {wrong.Message}", wrong);
        }
    }

    private NetworkLayer ReadAll()
    {
        AddressRanges<uint> v4 = Ranges<uint>(static at => at);
        AddressRanges<UInt128> v6 = _reader.Metadata.IPVersion == 4 ? NetworkLayer.Empty.V6 : Ranges<UInt128>(BehindV4);
        return new(v4, v6, _count);
    }

    private AddressRanges<T> Ranges<T>(Func<T, T> skip)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        List<NetworkRange<T>> ranges = [];
        byte[] octets = new byte[T.MaxValue.GetByteCount()];
        for (T at = skip(T.Zero); ; at = skip(at))
        {
            if (--_ends < 0) throw new FormatException("a database whose tree has more ends than its file has room for");
            at.WriteBigEndian(octets);
            NetworkLabel label = Label(_reader.Find<DatabaseRecord>(new IPAddress(octets), out int length));
            T last = at | Hosts<T>(length);
            if (label != default) Add(ranges, new(at, last, label, 0));
            if (last == T.MaxValue) break;
            at = last + T.One;
        }

        return new RangeSweep<T>(_texts).Run(ranges);
    }

    /// <summary>Adds a range; where the one before it ends at its side and says the same, they become one.</summary>
    private void Add<T>(List<NetworkRange<T>> ranges, NetworkRange<T> range)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (ranges.Count > 0 && ranges[^1] is var before && before.Label == range.Label && before.Last + T.One == range.First)
        {
            ranges[^1] = before with { Last = range.Last };
            return;
        }

        if (_count++ == _most) throw NetworksFile.TooMany();
        ranges.Add(range);
    }

    /// <summary>The bits behind a prefix, all set. A tree may end above all addresses of IPv4.</summary>
    private static T Hosts<T>(int length)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T> =>
        length <= 0 ? T.MaxValue : length >= T.MaxValue.GetByteCount() * 8 ? T.Zero : T.MaxValue >>> length;

    private static UInt128 BehindV4(UInt128 at)
    {
        foreach ((UInt128 first, int length) in OfV4)
        {
            if ((at & ~Hosts<UInt128>(length)) == first) return (first | Hosts<UInt128>(length)) + 1;
        }

        return at;
    }

    private NetworkLabel Label(DatabaseRecord? record) =>
        record is null ? default : new(LabelTexts.Unsaid, Country(record) is { } country ? _texts.Number(country) : LabelTexts.Unsaid, System(record));

    private static string? Country(DatabaseRecord record)
    {
        object? told = record.CountryCode ?? record.Country;
        if (told is IDictionary<string, object> country) told = country.TryGetValue("iso_code", out object? code) ? code : null;
        return told is string { Length: 2 } text && char.IsAsciiLetter(text[0]) && char.IsAsciiLetterOrDigit(text[1]) ? text.ToUpperInvariant() : null;
    }

    private static uint System(DatabaseRecord record)
    {
        if ((record.SystemNumber ?? record.System) is not { } told) return NetworkLabel.UnsaidSystem;
        string text = Convert.ToString(told, CultureInfo.InvariantCulture) ?? "";
        if (text.StartsWith("AS", StringComparison.OrdinalIgnoreCase)) text = text[2..];
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number < NetworkLabel.NoSystem ? number : NetworkLabel.UnsaidSystem;
    }
}
