using System.Numerics;

namespace Weir.Collector.Deduplicating;

/// <summary>
/// Who counts for which flow: a table of fixed size, in sets of <see cref="Ways"/> places, each a flow's hash, its observer's, and when that was
/// last heard of it. Where a set is full, the flow that was not heard of for longest gives way. For one thread.
/// </summary>
internal sealed class FlowObservers
{
    /// <summary>Places of a set: their hashes are one cache line.</summary>
    public const int Ways = 8;

    private readonly ulong[] _flows;
    private readonly ulong[] _observers;
    private readonly long[] _heard;
    private readonly int _mask;
    private readonly long _window;

    /// <param name="maxFlows">Flows at once; rounded up to a power of two.</param>
    /// <param name="window">How long an observer keeps a flow that it says nothing of, nanoseconds.</param>
    public FlowObservers(int maxFlows, long window)
    {
        int sets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, maxFlows / Ways));
        _mask = sets - 1;
        _window = window;
        _flows = new ulong[sets * Ways];
        _observers = new ulong[sets * Ways];
        _heard = new long[sets * Ways];
    }

    /// <summary>Flows forgotten before their time.</summary>
    public long Forgotten { get; private set; }

    /// <summary>Whether the record of an observer counts.</summary>
    /// <param name="flow">The flow's hash.</param>
    /// <param name="observer">The observer's.</param>
    /// <param name="nowNs">When the record was received.</param>
    public bool Counts(ulong flow, ulong observer, long nowNs)
    {
        if (flow == 0) flow = 1; // zero is a free place
        int start = ((int)(flow >> 32) & _mask) * Ways;
        Span<ulong> flows = _flows.AsSpan(start, Ways);
        int at = flows.IndexOf(flow);
        if (at < 0)
        {
            at = Oldest(start);
            if (flows[at] != 0 && nowNs - _heard[start + at] <= _window) Forgotten++;
            flows[at] = flow;
            _heard[start + at] = nowNs; // the one that gave way may have been heard of later
        }
        else if (_observers[start + at] != observer && nowNs - _heard[start + at] <= _window)
        {
            return false;
        }

        _observers[start + at] = observer;
        _heard[start + at] = Math.Max(_heard[start + at], nowNs);
        return true;
    }

    private int Oldest(int start)
    {
        int oldest = 0;
        for (int i = 0; i < Ways; i++)
        {
            if (_flows[start + i] == 0) return i;
            if (_heard[start + i] < _heard[start + oldest]) oldest = i;
        }

        return oldest;
    }
}
