using System.Text;
using Weir.Flows.Batches;

namespace Weir.Collector.Enriching.Networks;

/// <summary>The texts of a networks file, each held once under a number.</summary>
internal sealed class LabelTexts
{
    /// <summary>The number of an empty cell: a larger network may have a value.</summary>
    public const int Unsaid = 0;

    /// <summary>The number of <c>-</c>: there is none, whatever a larger network has.</summary>
    public const int None = 1;

    /// <summary>Octets of a text at most: what a record can hold.</summary>
    public const int MaxOctets = FlowBatch.MaxText;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal) { [""] = Unsaid, ["-"] = None };
    private readonly List<byte[]> _texts = [[], []];

    /// <summary>The number of a text.</summary>
    public int Number(ReadOnlySpan<char> text)
    {
        var numbers = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        if (numbers.TryGetValue(text, out int number)) return number;
        byte[] octets = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, octets);
        numbers[text] = number = _texts.Count;
        _texts.Add(octets);
        return number;
    }

    /// <summary>The text of a number, for people.</summary>
    public string Text(int number) => Encoding.UTF8.GetString(_texts[number]);

    /// <summary>The texts in UTF-8 by their numbers; those of <see cref="Unsaid"/> and <see cref="None"/> are empty.</summary>
    public byte[][] ToArray() => [.. _texts];
}
