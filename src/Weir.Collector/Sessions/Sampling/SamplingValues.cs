namespace Weir.Collector.Sessions.Sampling;

/// <summary>The numbers by which a record tells its sampling, and the rate they amount to.</summary>
internal struct SamplingValues
{
    private ulong _interval, _packetInterval, _packetSpace, _timeInterval, _timeSpace, _size, _population;

    /// <summary>samplingProbability.</summary>
    public double Probability;

    /// <summary>Packets for each one that is sampled, to the nearest whole one; 0 where the numbers say nothing.</summary>
    public readonly uint Rate
    {
        get
        {
            if (_interval != 0) return Bound(_interval);
            if (_packetInterval != 0) return OfInterval(_packetInterval, _packetSpace);
            if (_population != 0 && _size != 0) return Bound((ulong)Math.Round((double)_population / _size));
            if (Probability is > 0 and <= 1) return Bound((ulong)Math.Min(Math.Round(1 / Probability), uint.MaxValue));
            return _timeInterval != 0 && _timeSpace != 0 ? OfInterval(_timeInterval, _timeSpace) : 0;
        }
    }

    /// <summary>
    /// The rate of so many packets taken and so many left out by turns (RFC 5477 section 8.2.2). Exporters that tell no space mean
    /// «one out of so many» by the interval.
    /// </summary>
    public static uint OfInterval(ulong interval, ulong space) =>
        space == 0 ? Bound(interval) : Bound((ulong)Math.Round(((double)interval + space) / interval));

    /// <summary>Takes a number.</summary>
    public void Set(SamplingRole role, ulong value)
    {
        switch (role)
        {
            case SamplingRole.Interval when value != 0: _interval = value; break;
            case SamplingRole.PacketInterval: _packetInterval = value; break;
            case SamplingRole.PacketSpace: _packetSpace = value; break;
            case SamplingRole.TimeInterval: _timeInterval = value; break;
            case SamplingRole.TimeSpace: _timeSpace = value; break;
            case SamplingRole.Size: _size = value; break;
            case SamplingRole.Population: _population = value; break;
        }
    }

    private static uint Bound(ulong rate) => (uint)Math.Clamp(rate, 1, uint.MaxValue);
}
