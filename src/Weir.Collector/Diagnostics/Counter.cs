namespace Weir.Collector.Diagnostics;

/// <summary>A count that only grows, raised and read from any thread. Hot paths add once for a batch, not once for a datagram.</summary>
public sealed class Counter
{
    private long _value;

    /// <summary>The count since the process began.</summary>
    public long Value => Volatile.Read(ref _value);

    /// <summary>Raises the count.</summary>
    public void Add(long amount)
    {
        if (amount != 0) Interlocked.Add(ref _value, amount);
    }

    /// <summary>Raises the count by one.</summary>
    public void Increment() => Interlocked.Increment(ref _value);
}
