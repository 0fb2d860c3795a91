using Weir.Wire.SFlow;

namespace Weir.Collector.Sessions;

/// <summary>
/// The data sources of one sFlow agent: each numbers its flow samples, its counter samples and its discarded packets by themselves
/// (sFlow v5 section 4.2.2), so that what the agent itself lost is seen. For one thread.
/// </summary>
/// <param name="budget">Room for data sources.</param>
/// <param name="before">The same agent's data sources until now, which these go on with.</param>
public sealed class SampleSources(SharedBudget budget, SampleSources? before = null)
{
    private readonly Dictionary<SampleSourceKey, SequenceTracker> _trackers = [];
    private SampleSourceKey _lastKey;
    private SequenceTracker? _last;
    private long _lostBefore;

    /// <summary>Data sources by kind of sample.</summary>
    public int Count => _trackers.Count;

    /// <summary>Samples that were numbered and did not come.</summary>
    public long Lost => _trackers.Values.Sum(tracker => tracker.Lost);

    /// <summary>Those of them that were lost since the agent's data sources go on here.</summary>
    internal long LostHere => Lost - _lostBefore;

    /// <summary>Takes the number of a sample. Returns <see langword="false"/> where its source is new and there is no room for it.</summary>
    public bool TryObserve(uint format, in SFlowSampleHeader sample)
    {
        var key = new SampleSourceKey(KindOf(format), sample.SourceClass, sample.SourceIndex);
        if (_last is null || key != _lastKey)
        {
            if (!_trackers.TryGetValue(key, out SequenceTracker? tracker))
            {
                if (!budget.TryTake(1)) return false;
                tracker = before?._trackers.GetValueOrDefault(key)?.Copy() ?? new();
                _lostBefore += tracker.Lost;
                _trackers.Add(key, tracker);
            }

            (_lastKey, _last) = (key, tracker);
        }

        _last.Observe(sample.Sequence, 1);
        return true;
    }

    /// <summary>Gives what is known of each source to others, which know it from before. Returns how many there was no room for.</summary>
    internal int GoOnIn(SampleSources others)
    {
        int refused = 0;
        foreach ((SampleSourceKey key, SequenceTracker tracker) in _trackers)
        {
            if (!others._trackers.ContainsKey(key) && !others.TryTakePlace()) refused++;
            else others._trackers[key] = tracker;
        }

        return refused;
    }

    private bool TryTakePlace() => budget.TryTake(1);

    /// <summary>Forgets all sources.</summary>
    public void Clear()
    {
        budget.Return(_trackers.Count);
        _trackers.Clear();
        _last = null;
        _lostBefore = 0;
    }

    private static uint KindOf(uint format) => format switch
    {
        SFlowFormats.ExpandedFlowSample => SFlowFormats.FlowSample,
        SFlowFormats.ExpandedCounterSample => SFlowFormats.CounterSample,
        _ => format,
    };

    private readonly record struct SampleSourceKey(uint Kind, uint Class, uint Index);
}
