namespace Weir.Testing;

/// <summary>Measures what work allocates on the calling thread.</summary>
public static class AllocationMeter
{
    private const int Attempts = 5;

    /// <summary>
    /// Octets allocated by the most frugal of several runs; the work has been warmed up before. When another thread starts a
    /// collection, the unused rest of this thread's allocation buffer counts as allocated: a single run may be blamed for that,
    /// but what the work itself allocates, it allocates in each.
    /// </summary>
    public static long Measure(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts && least != 0; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
