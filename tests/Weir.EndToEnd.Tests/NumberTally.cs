namespace Weir.EndToEnd.Tests;

/// <summary>How often each number of a <see cref="NumberedStream"/> was seen: an octet a number, so that millions take megabytes.</summary>
internal sealed class NumberTally
{
    // What a stream sends in an hour; a number beyond is none of its numbers.
    private const int MostNumbers = 1 << 28;

    private byte[] _times = new byte[1 << 20];

    /// <summary>Different numbers seen.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers seen more than once, in order.</summary>
    public IEnumerable<int> Repeated => Enumerable.Range(0, _times.Length).Where(number => _times[number] > 1);

    /// <summary>Sees a number. Of those seen more than 255 times no more is known than that.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No stream has such a number.</exception>
    public void Add(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, MostNumbers);
        if (number >= _times.Length) Array.Resize(ref _times, Math.Max(number + 1, Math.Min(2 * _times.Length, MostNumbers)));
        if (_times[number] == 0) Count++;
        if (_times[number] < byte.MaxValue) _times[number]++;
    }

    /// <summary>The numbers that another tally has and this one has not, in order.</summary>
    public IEnumerable<int> Missing(NumberTally other) =>
        Enumerable.Range(0, other._times.Length).Where(number => other._times[number] > 0 && (number >= _times.Length || _times[number] == 0));
}
