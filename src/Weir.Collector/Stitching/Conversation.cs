namespace Weir.Collector.Stitching;

/// <summary>What is known of both directions of a conversation: enough to say which end began it.</summary>
internal struct Conversation
{
    /// <summary>Nothing known yet.</summary>
    public static readonly Conversation New = new() { _lowerStartNs = long.MaxValue, _upperStartNs = long.MaxValue };

    private long _lowerStartNs, _upperStartNs;
    private Seen _seen;

    [Flags]
    private enum Seen : byte
    {
        Lower = 1,
        Upper = 2,
        LowerOpened = 4,
        UpperOpened = 8,
    }

    /// <summary>Whether records of both directions came.</summary>
    public readonly bool IsWhole => (_seen & (Seen.Lower | Seen.Upper)) == (Seen.Lower | Seen.Upper);

    /// <summary>Takes what a record tells.</summary>
    /// <param name="isFromLower">Whose direction it is.</param>
    /// <param name="startNs">When its first packet came; <see cref="long.MaxValue"/> where that was not told.</param>
    /// <param name="opens">Whether its TCP flags are those of who opens: SYN and no ACK.</param>
    public void Add(bool isFromLower, long startNs, bool opens)
    {
        if (isFromLower) _lowerStartNs = Math.Min(_lowerStartNs, startNs);
        else _upperStartNs = Math.Min(_upperStartNs, startNs);
        _seen |= isFromLower ? Seen.Lower : Seen.Upper;
        if (opens) _seen |= isFromLower ? Seen.LowerOpened : Seen.UpperOpened;
    }

    /// <summary>
    /// Whether the lower end began: the one whose first packet came earlier; of two at once the one that sent SYN without ACK; else the one with the
    /// higher port, for servers have the known ones; else the lower one.
    /// </summary>
    public readonly bool IsBegunByLower(ushort lowerPort, ushort upperPort)
    {
        if (_lowerStartNs != _upperStartNs) return _lowerStartNs < _upperStartNs;
        bool lowerOpened = (_seen & Seen.LowerOpened) != 0;
        if (lowerOpened != ((_seen & Seen.UpperOpened) != 0)) return lowerOpened;
        return lowerPort >= upperPort;
    }
}
