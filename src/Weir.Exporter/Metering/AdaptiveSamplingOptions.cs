namespace Weir.Exporter.Metering;

/// <summary>When the sampling rate follows the load, and how far.</summary>
public sealed record AdaptiveSamplingOptions
{
    /// <summary>Highest rate. 4096: what is left of 100 Mpps then is 24,000 packets a second.</summary>
    public uint MaxRate { get; init; } = 4096;

    /// <summary>Share of packets that the ring drops above which the rate doubles. 1 in 1000: below the error of any sampling.</summary>
    public double DropBound { get; init; } = 0.001;

    /// <summary>Share of a processor that the metering thread uses above which the rate doubles: before the ring drops.</summary>
    public double BusyBound { get; init; } = 0.9;

    /// <summary>Share below which, without drops, the rate may halve: with twice the packets it is still below <see cref="BusyBound"/>.</summary>
    public double CalmBound { get; init; } = 0.4;

    /// <summary>Time between looks at the load. A second: the ring holds less, so a burst is over or has dropped by then.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Calm looks one after another before the rate halves, so that it does not swing. 10: each change ends all flows.</summary>
    public int CalmIntervals { get; init; } = 10;
}
