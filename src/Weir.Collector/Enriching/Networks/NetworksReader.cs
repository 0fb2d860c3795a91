using System.Globalization;
using System.Text;

namespace Weir.Collector.Enriching.Networks;

/// <summary>Takes the lines of a networks file.</summary>
/// <param name="texts">Takes the texts.</param>
/// <param name="most">Networks at most.</param>
internal sealed class NetworksReader(LabelTexts texts, int most)
{
    private readonly List<NetworkRange<uint>> _v4 = [];
    private readonly List<NetworkRange<UInt128>> _v6 = [];
    private NetworksHeader? _header;

    /// <summary>Takes the next line.</summary>
    /// <param name="line">The line; it may be another one afterwards.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <exception cref="FormatException">It cannot be one; the message says what would be right.</exception>
    public void Take(Span<char> line, int number)
    {
        if (line.TrimStart(" \t") is [] or ['#', ..]) return;
        Span<Range> places = stackalloc Range[NetworksHeader.Most];
        int count = CsvLine.Cut(line, places);
        if (_header is null)
        {
            if (count > places.Length) throw new FormatException($"more than {places.Length} columns: want network, or first and last, and tag, country, as");
            _header = NetworksHeader.Read(line, places[..count]);
            return;
        }

        if (count != _header.Cells) throw new FormatException($"{(count > places.Length ? "too many" : count)} cells; the first line has {_header.Cells}");
        (UInt128 first, UInt128 last) = _header.Network >= 0 ? NetworkText.Prefix(line[places[_header.Network]]) : NetworkText.Between(line[places[_header.First]], line[places[_header.Last]]);
        var label = new NetworkLabel(
            _header.Tag < 0 ? LabelTexts.Unsaid : Tag(line[places[_header.Tag]]),
            _header.Country < 0 ? LabelTexts.Unsaid : Country(line[places[_header.Country]]),
            _header.System < 0 ? NetworkLabel.UnsaidSystem : System(line[places[_header.System]]));
        if (_v4.Count + _v6.Count == most) throw NetworksFile.TooMany();
        if (NetworkText.IsV4(first) && NetworkText.IsV4(last)) _v4.Add(new((uint)first, (uint)last, label, number));
        else _v6.Add(new(first, last, label, number));
    }

    /// <summary>The networks of all lines.</summary>
    /// <exception cref="FormatException">They contradict each other, or there was no line.</exception>
    public NetworkLayer Finish() => _header is null
        ? throw new FormatException("it has no line: want network,tag,country in the first")
        : new(new RangeSweep<uint>(texts).Run(_v4), new RangeSweep<UInt128>(texts).Run(_v6), _v4.Count + _v6.Count);

    private int Tag(ReadOnlySpan<char> text)
    {
        foreach (char letter in text)
        {
            if (char.IsControl(letter)) throw new FormatException("a tag with a control character");
        }

        int octets = Encoding.UTF8.GetByteCount(text);
        return octets <= LabelTexts.MaxOctets ? texts.Number(text) : throw new FormatException($"a tag of {octets} octets; {LabelTexts.MaxOctets} are the most");
    }

    private int Country(Span<char> text)
    {
        if (text is [] or ['-']) return texts.Number(text);
        if (text is not [var first, var second] || !char.IsAsciiLetter(first) || !char.IsAsciiLetterOrDigit(second))
            throw new FormatException($"'{NetworkText.Shown(text)}' is no country: want its two letters (ISO 3166), such as DE");
        return texts.Number([char.ToUpperInvariant(first), char.ToUpperInvariant(second)]);
    }

    private static uint System(ReadOnlySpan<char> text)
    {
        if (text is []) return NetworkLabel.UnsaidSystem;
        if (text is ['-']) return NetworkLabel.NoSystem;
        ReadOnlySpan<char> digits = text.StartsWith("AS", StringComparison.OrdinalIgnoreCase) ? text[2..] : text;
        return uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number is > NetworkLabel.UnsaidSystem and < NetworkLabel.NoSystem
            ? number
            : throw new FormatException($"'{NetworkText.Shown(text)}' is no autonomous system: want its number, 1 to {NetworkLabel.NoSystem - 1}");
    }
}
