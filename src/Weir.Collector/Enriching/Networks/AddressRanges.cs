using System.Numerics;

namespace Weir.Collector.Enriching.Networks;

/// <summary>
/// Ranges of addresses side by side, from the lowest address on, each with what is said of it. A search begins in the few ranges of a bucket: the addresses
/// between the first and the last range, cut into equal parts.
/// </summary>
/// <typeparam name="T">The bits of an address.</typeparam>
internal sealed class AddressRanges<T>
    where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
{
    // 64 Ki of them are 256 KiB, what a processor's second cache holds beside the ranges that are asked for.
    private const int MaxBuckets = 1 << 16;

    private readonly T[] _firsts;
    private readonly NetworkLabel[] _labels;
    private readonly int[] _begins;
    private readonly T _lowest;
    private readonly T _highest;
    private readonly int _shift;

    /// <param name="firsts">The first address of each range, ascending, beginning with the lowest there is.</param>
    /// <param name="labels">What is said of each.</param>
    public AddressRanges(T[] firsts, NetworkLabel[] labels)
    {
        _firsts = firsts;
        _labels = labels;
        _lowest = firsts[Math.Min(1, firsts.Length - 1)];
        _highest = firsts[^1];
        T width = _highest - _lowest;
        T buckets = T.CreateTruncating(Math.Min(MaxBuckets, firsts.Length));
        while (width >> _shift >= buckets) _shift++;
        _begins = new int[int.CreateTruncating(width >> _shift) + 2];
        int at = 0;
        for (int bucket = 0; bucket < _begins.Length - 1; bucket++)
        {
            T begin = _lowest + (T.CreateTruncating(bucket) << _shift);
            while (at + 1 < firsts.Length && firsts[at + 1] <= begin) at++;
            _begins[bucket] = at;
        }

        _begins[^1] = firsts.Length - 1;
    }

    /// <summary>Whether some range has a label of a kind.</summary>
    public bool Any(Predicate<NetworkLabel> kind) => Array.Exists(_labels, kind);

    /// <summary>These ranges, and where they say nothing of an address what others say.</summary>
    public AddressRanges<T> Over(AddressRanges<T> others)
    {
        var firsts = new List<T>(_firsts.Length + others._firsts.Length);
        var labels = new List<NetworkLabel>(firsts.Capacity);
        for (int mine = 0, theirs = 0; mine < _firsts.Length || theirs < others._firsts.Length;)
        {
            T first = theirs == others._firsts.Length || (mine < _firsts.Length && _firsts[mine] <= others._firsts[theirs]) ? _firsts[mine] : others._firsts[theirs];
            if (mine < _firsts.Length && _firsts[mine] == first) mine++;
            if (theirs < others._firsts.Length && others._firsts[theirs] == first) theirs++;
            NetworkLabel label = _labels[mine - 1].Or(others._labels[theirs - 1]);
            if (labels.Count > 0 && labels[^1] == label) continue;
            firsts.Add(first);
            labels.Add(label);
        }

        return new([.. firsts], [.. labels]);
    }

    /// <summary>What is said of an address.</summary>
    public NetworkLabel Find(T address)
    {
        if (address < _lowest) return _labels[0];
        if (address >= _highest) return _labels[^1];
        int bucket = int.CreateTruncating((address - _lowest) >> _shift);
        (int low, int high) = (_begins[bucket], _begins[bucket + 1]);
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (_firsts[middle] <= address) low = middle;
            else high = middle - 1;
        }

        return _labels[low];
    }
}
