using System.Diagnostics;
using System.Globalization;

namespace Weir.Fuzz;

/// <summary>Gives a target its inputs, and watches time and memory.</summary>
internal sealed class FuzzRun(IFuzzTarget target, FuzzOptions options) : IDisposable
{
    /// <summary>Inputs from one restart of the target to the next.</summary>
    private const int InputsBetweenRestarts = 1024;

    /// <summary>Inputs before time and memory are watched: code is compiled and tables are made on first use.</summary>
    private const int WarmUp = 64;

    private const int MostFailures = 5;

    private readonly GuardedMemory _memory = new(Mutator.MaxLength);
    private readonly Mutator _mutator = new(target.Corpus, target.Words, options.Seed);
    private readonly List<string> _failures = [];
    private TimeSpan _slowest;
    private long _mostAllocated;
    private volatile int _number;
    private long _began;

    public FuzzResult Run()
    {
        foreach (byte[] whole in target.Corpus.Take(WarmUp)) Try(-1, whole);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        using var watch = new Timer(_ => GiveUpWhereStuck(), null, options.MaxTime, options.MaxTime);
        long started = Stopwatch.GetTimestamp();
        (int first, int end) = options.Only is { } only ? (only / InputsBetweenRestarts * InputsBetweenRestarts, only + 1) : (0, options.Mutations);
        for (int number = first; number < end && _failures.Count < MostFailures; number++)
        {
            if (number % InputsBetweenRestarts == 0) target.Restart();
            Try(number, _mutator.Make(number));
        }

        TimeSpan took = Stopwatch.GetElapsedTime(started);
        long growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        if (growth > options.MaxGrowth) _failures.Add($"the heap grew by {growth} octets over all inputs");
        return new(end - first, took, _slowest, _mostAllocated, _failures);
    }

    public void Dispose() => _memory.Dispose();

    private void Try(int number, ReadOnlySpan<byte> input)
    {
        _number = number;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long began = Stopwatch.GetTimestamp();
        Volatile.Write(ref _began, began);
        try
        {
            target.Take(_memory.Put(input));
        }
#pragma warning disable CA1031 // Any exception is what is looked for.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(number, exception.ToString());
            return;
        }

        if (number is >= 0 and < WarmUp) return;
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (took > _slowest) _slowest = took;
        _mostAllocated = Math.Max(_mostAllocated, allocated);
        if (took > options.MaxTime) Fail(number, $"took {took.TotalSeconds:0.0} s");
        if (allocated > options.MaxAllocated) Fail(number, $"took {allocated} octets of the heap");
    }

    private void Fail(int number, string what) => _failures.Add(
        number < 0 ? $"an input of the corpus itself: {what}" : string.Create(CultureInfo.InvariantCulture, $"{Again(number)}: {what}"));

    // A reader that does not come back cannot be stopped, but it can be named.
    private void GiveUpWhereStuck()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _began)) < 6 * options.MaxTime) return;
        Console.WriteLine($"{Again(_number)}: does not end");
        Environment.Exit(1);
    }

    private string Again(int number) => string.Create(CultureInfo.InvariantCulture, $"Weir.Fuzz --seed {options.Seed} --only {number} {target.Name}");
}
