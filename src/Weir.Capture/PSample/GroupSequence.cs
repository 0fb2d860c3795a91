namespace Weir.Capture.PSample;

/// <summary>Follows the sequence of a group, and tells how many samples are missing. The kernel counts those that it could not deliver, too.</summary>
internal struct GroupSequence
{
    private uint _next;
    private bool _isKnown;

    /// <summary>Takes the sequence of the next sample that came.</summary>
    /// <returns>Samples lost before it. A sequence that goes back is a group that began anew, of which nothing is known to be lost.</returns>
    public uint Follow(uint sequence)
    {
        uint gap = _isKnown ? sequence - _next : 0;
        _isKnown = true;
        _next = sequence + 1;
        return (int)gap < 0 ? 0 : gap;
    }
}
