namespace Weir.Capture.NfLog;

/// <summary>The prefixes that rules give what they log: one object for each, however often it comes. One thread.</summary>
/// <param name="capacity">How many are told apart.</param>
internal sealed class LogPrefixes(int capacity)
{
    private readonly List<byte[]> _known = [];
    private byte[] _last = [];

    /// <summary>The prefix with these octets; <see langword="null"/> where it is empty or there is no room for one more.</summary>
    public byte[]? Find(ReadOnlySpan<byte> prefix)
    {
        if (prefix.IsEmpty) return null;
        if (prefix.SequenceEqual(_last)) return _last;
        foreach (byte[] each in _known)
        {
            if (prefix.SequenceEqual(each)) return _last = each;
        }

        if (_known.Count >= capacity) return null;
        _last = prefix.ToArray();
        _known.Add(_last);
        return _last;
    }
}
