using Weir.Collector.Looking;

namespace Weir.Collector.Deduplicating;

/// <summary>
/// Who counts for which flow: of each flow its observer, and when that was last heard of it. For one thread.
/// </summary>
internal sealed class FlowObservers
{
    private readonly FlowPlaces _places;
    private readonly ulong[] _observers;
    private readonly Merit[] _merits;
    private int _segment;

    /// <param name="maxFlows">Flows at once; rounded up to a power of two.</param>
    /// <param name="window">How long an observer keeps a flow that it says nothing of, nanoseconds.</param>
    /// <param name="compares">Whether observers are compared before records count.</param>
    public FlowObservers(int maxFlows, long window, bool compares)
    {
        _places = new(maxFlows, window);
        _observers = new ulong[_places.Count];
        _merits = compares ? new Merit[_places.Count] : [];
    }

    /// <summary>Flows forgotten before their time.</summary>
    public long Forgotten => _places.Forgotten;

    /// <summary>A segment begins whose records will be compared.</summary>
    public void Begin() => _segment++;

    /// <summary>Whether the record of an observer counts.</summary>
    /// <param name="flow">The flow's hash.</param>
    /// <param name="observer">The observer's.</param>
    /// <param name="nowNs">When the record was received.</param>
    public bool Counts(ulong flow, ulong observer, long nowNs)
    {
        int place = _places.Find(flow);
        if (place < 0) place = _places.Take(flow, nowNs);
        else if (_observers[place] != observer && !_places.IsOver(place, nowNs)) return false;
        _observers[place] = observer;
        _places.Hear(place, nowNs);
        return true;
    }

    /// <summary>
    /// Compares the observer of a record with the one that counts for the flow: who samples less is better, at any time. Who tells of more packets is better
    /// only among those that the flow is first heard of in one segment: a flow that goes on must not go to and fro between two that see the same.
    /// </summary>
    /// <param name="flow">The flow's hash.</param>
    /// <param name="observer">The observer's.</param>
    /// <param name="nowNs">When the record was received.</param>
    /// <param name="rate">Packets for each one that the observer sampled.</param>
    /// <param name="packets">Packets of the record.</param>
    public void Compare(ulong flow, ulong observer, long nowNs, uint rate, ulong packets)
    {
        int place = _places.Find(flow);
        bool isNew = place < 0;
        if (isNew) place = _places.Take(flow, nowNs);
        ref Merit known = ref _merits[place];
        if (!isNew && _observers[place] == observer)
        {
            known = new(rate, known.Segment, Math.Max(known.Packets, packets));
        }
        else if (isNew || _places.IsOver(place, nowNs) || rate < known.Rate || (rate == known.Rate && known.Segment == _segment && packets > known.Packets))
        {
            _observers[place] = observer;
            known = new(rate, _segment, packets);
        }
        else
        {
            return;
        }

        _places.Hear(place, nowNs);
    }

    /// <summary>How well the observer of a flow sees it.</summary>
    /// <param name="Rate">Packets for each one that it sampled.</param>
    /// <param name="Segment">The segment it was chosen in, by its number here.</param>
    /// <param name="Packets">Those of its largest record.</param>
    private readonly record struct Merit(uint Rate, int Segment, ulong Packets);
}
