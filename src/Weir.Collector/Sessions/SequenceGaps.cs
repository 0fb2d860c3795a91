namespace Weir.Collector.Sessions;

/// <summary>
/// What is missing of a sequence and may still come: the latest gaps. UDP reorders messages by a few places, each of which
/// leaves a gap of its own behind.
/// </summary>
internal sealed class SequenceGaps
{
    // One gap for each of the messages that overtake others within a burst; the oldest gives way and is lost for good.
    private const int Most = 16;

    private (uint Start, uint Length)[] _gaps = new (uint, uint)[Most];
    private int _next;

    /// <summary>Remembers that the numbers from <paramref name="start"/> on are missing.</summary>
    public void Add(uint start, uint length)
    {
        _gaps[_next] = (start, length);
        _next = (_next + 1) % Most;
    }

    /// <summary>Takes what a late message brought out of the gap that it falls into. Returns how many units were missing.</summary>
    public uint Fill(uint start, uint units)
    {
        for (int i = 0; i < _gaps.Length; i++)
        {
            (uint from, uint length) = _gaps[i];
            uint into = start - from;
            if (into >= length) continue;
            uint filled = Math.Min(units, length - into);
            if (filled == 0) return 0;
            _gaps[i] = (from, into);
            if (into + filled < length) Add(start + filled, length - into - filled);
            return filled;
        }

        return 0;
    }

    /// <summary>The same gaps, apart.</summary>
    public SequenceGaps Copy()
    {
        var copy = (SequenceGaps)MemberwiseClone();
        copy._gaps = [.. _gaps];
        return copy;
    }
}
