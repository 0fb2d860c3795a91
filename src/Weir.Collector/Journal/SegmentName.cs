using System.Globalization;

namespace Weir.Collector.Journal;

/// <summary>
/// What a segment is called: on disk, in the log, and as the archive's transaction, so that replaying a segment replaces its own
/// records and never another's: <c>00000000000000000042-6920b1c29f3a55e7</c>. Why it is made so: docs/adr/0003-journal-names-and-crashes.md.
/// </summary>
/// <param name="Number">Place in the order of archiving. Goes on from the highest number in the directory; begins at 1 in an empty one.</param>
/// <param name="Incarnation">
/// Drawn anew each time a journal is opened for writing: the second it was opened, then 32 random bits. It is what makes a name
/// unique for ever, also after every segment was archived and deleted, after the directory was lost, or when two collectors write
/// into one archive; no high-water mark has to be kept durable for that.
/// </param>
public readonly record struct SegmentName(ulong Number, ulong Incarnation) : IComparable<SegmentName>
{
    private const int NumberDigits = 20;
    private const int IncarnationDigits = 16;

    /// <summary>Seeds the checksum of each frame header, so that octets an exporter chose can not pass for a frame.</summary>
    internal uint FrameSeed => (uint)Incarnation;

    /// <summary>Reads a name as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SegmentName name)
    {
        name = default;
        if (text.Length != NumberDigits + 1 + IncarnationDigits || text[NumberDigits] != '-') return false;
        if (!ulong.TryParse(text[..NumberDigits], NumberStyles.None, null, out ulong number)) return false;
        if (!ulong.TryParse(text[(NumberDigits + 1)..], NumberStyles.AllowHexSpecifier, null, out ulong incarnation)) return false;
        name = new SegmentName(number, incarnation);
        return name.ToString().AsSpan().SequenceEqual(text);
    }

    /// <inheritdoc/>
    public int CompareTo(SegmentName other) =>
        Number != other.Number ? Number.CompareTo(other.Number) : Incarnation.CompareTo(other.Incarnation);

    /// <summary>Orders by number, then by incarnation.</summary>
    public static bool operator <(SegmentName left, SegmentName right) => left.CompareTo(right) < 0;

    /// <summary>Orders by number, then by incarnation.</summary>
    public static bool operator >(SegmentName left, SegmentName right) => left.CompareTo(right) > 0;

    /// <summary>Orders by number, then by incarnation.</summary>
    public static bool operator <=(SegmentName left, SegmentName right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by number, then by incarnation.</summary>
    public static bool operator >=(SegmentName left, SegmentName right) => left.CompareTo(right) >= 0;

    /// <summary>Twenty decimal digits, a hyphen, sixteen hexadecimal digits: names sort as segments do.</summary>
    public override string ToString() => $"{Number:d20}-{Incarnation:x16}";
}
