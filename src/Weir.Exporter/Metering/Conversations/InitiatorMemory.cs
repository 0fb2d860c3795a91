namespace Weir.Exporter.Metering.Conversations;

/// <summary>
/// Who began conversations whose records the active timeout cut: the next record has to name the same source, whichever end sends first.
/// A direct-mapped memory, so a conversation whose place another took is judged by its next packet like a new one.
/// </summary>
internal sealed class InitiatorMemory
{
    /// <summary>Conversations remembered at most, in 256 KiB: those that the active timeout cuts in the seconds until their next packet.</summary>
    private const int Places = 1 << 16;

    // The hash of the key with the initiator as its lowest bit; 0 is none.
    private readonly uint[] _places = new uint[Places];

    /// <summary>Remembers a conversation's initiator.</summary>
    public void Add(uint hash, int initiator) => _places[hash % Places] = (hash & ~1u) | (uint)initiator;

    /// <summary>Gives and forgets the initiator of a conversation; -1 where it is not known.</summary>
    public int Take(uint hash)
    {
        ref uint place = ref _places[hash % Places];
        if (place == 0 || ((place ^ hash) & ~1u) != 0) return -1;
        int initiator = (int)(place & 1);
        place = 0;
        return initiator;
    }
}
