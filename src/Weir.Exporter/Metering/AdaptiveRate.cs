using Weir.Flows.Pipeline;

namespace Weir.Exporter.Metering;

/// <summary>
/// The sampling rate that the load asks for: doubled when packets are dropped or the thread has little time left, halved after a
/// calm while. The two bounds lie further apart than a change moves the load, so it does not swing.
/// </summary>
internal sealed class AdaptiveRate
{
    private readonly AdaptiveSamplingOptions _options;
    private readonly uint _lowest;
    private long _nextNs = long.MinValue;
    private long _lastNs;
    private LoadReading _last;
    private int _calm;

    /// <summary>Begins at the lowest rate.</summary>
    public AdaptiveRate(AdaptiveSamplingOptions options, uint lowest)
    {
        _options = options;
        _lowest = lowest;
        Rate = lowest;
    }

    /// <summary>The rate for now.</summary>
    public uint Rate { get; private set; }

    /// <summary>Whether it is time to look at the load.</summary>
    public bool IsDue(long nowNs) => nowNs >= _nextNs;

    /// <summary>Looks at the load; says whether the rate changed.</summary>
    /// <param name="nowNs">Nanoseconds of a clock that only goes forward.</param>
    /// <param name="load">What was counted until now.</param>
    public bool Observe(long nowNs, LoadReading load)
    {
        bool isFirst = _nextNs == long.MinValue;
        long elapsedNs = nowNs - _lastNs;
        long packets = load.Packets - _last.Packets, drops = load.Drops - _last.Drops;
        double busy = elapsedNs <= 0 ? 0 : (double)(load.ProcessorNs - _last.ProcessorNs) / elapsedNs;
        (_last, _lastNs, _nextNs) = (load, nowNs, nowNs + _options.Interval.Ticks * TimeSpan.NanosecondsPerTick);
        if (isFirst) return false;

        uint before = Rate;
        if (drops > packets * _options.DropBound || busy > _options.BusyBound)
        {
            _calm = 0;
            Rate = (uint)Math.Min(Math.Max(_options.MaxRate, _lowest), Rate * 2UL);
        }
        else if (drops > 0 || busy > _options.CalmBound)
        {
            _calm = 0;
        }
        else if (Rate > _lowest && ++_calm >= _options.CalmIntervals)
        {
            _calm = 0;
            Rate = Math.Max(_lowest, Rate / 2);
        }

        return Rate != before;
    }
}
