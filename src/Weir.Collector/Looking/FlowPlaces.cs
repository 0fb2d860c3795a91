using System.Numerics;

namespace Weir.Collector.Looking;

/// <summary>
/// The places of flows in tables of fixed size, by the flows' hashes, in sets of <see cref="Ways"/>. Where a set is full, the flow that was not heard of
/// for longest gives way. For one thread.
/// </summary>
internal sealed class FlowPlaces
{
    /// <summary>Places of a set: their hashes are one cache line.</summary>
    public const int Ways = 8;

    private readonly ulong[] _flows;
    private readonly long[] _heard;
    private readonly int _mask;
    private readonly long _window;

    /// <param name="maxFlows">Flows at once; rounded up to a power of two.</param>
    /// <param name="window">A flow not heard of for this long is over: nanoseconds.</param>
    public FlowPlaces(int maxFlows, long window)
    {
        int sets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, maxFlows / Ways));
        _mask = sets - 1;
        _window = window;
        _flows = new ulong[sets * Ways];
        _heard = new long[sets * Ways];
    }

    /// <summary>How many there are.</summary>
    public int Count => _flows.Length;

    /// <summary>Flows forgotten before their time.</summary>
    public long Forgotten { get; private set; }

    /// <summary>The place of a flow; -1 where it has none.</summary>
    public int Find(ulong flow)
    {
        flow = NotZero(flow);
        int start = SetOf(flow);
        int at = _flows.AsSpan(start, Ways).IndexOf(flow);
        return at < 0 ? -1 : start + at;
    }

    /// <summary>Gives a flow that has no place one.</summary>
    /// <param name="flow">The flow's hash.</param>
    /// <param name="nowNs">When it was heard of.</param>
    public int Take(ulong flow, long nowNs)
    {
        flow = NotZero(flow);
        int place = Oldest(SetOf(flow));
        if (_flows[place] != 0 && !IsOver(place, nowNs)) Forgotten++;
        _flows[place] = flow;
        _heard[place] = nowNs; // the one that gave way may have been heard of later
        return place;
    }

    /// <summary>Whether the flow of a place was not heard of for longer than the window.</summary>
    public bool IsOver(int place, long nowNs) => nowNs - _heard[place] > _window;

    /// <summary>The flow of a place was heard of.</summary>
    public void Hear(int place, long nowNs) => _heard[place] = Math.Max(_heard[place], nowNs);

    // Zero is a free place.
    private static ulong NotZero(ulong flow) => flow == 0 ? 1 : flow;

    private int SetOf(ulong flow) => ((int)(flow >> 32) & _mask) * Ways;

    private int Oldest(int start)
    {
        int oldest = start;
        for (int i = start; i < start + Ways; i++)
        {
            if (_flows[i] == 0) return i;
            if (_heard[i] < _heard[oldest]) oldest = i;
        }

        return oldest;
    }
}
