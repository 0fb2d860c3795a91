namespace Weir.Exporter.Metering;

/// <summary>How reading a source came out.</summary>
/// <param name="SourceName">The source's own name.</param>
/// <param name="End">What ended it.</param>
/// <param name="Packets">Packets read.</param>
/// <param name="Records">Flow records written.</param>
public readonly record struct MeteringSummary(string SourceName, MeteringEnd End, long Packets, long Records)
{
    /// <summary>Packets of flows that a full table had no room for: <see cref="OverloadPolicy.DropNew"/>.</summary>
    public long NoRoomPackets { get; init; }
}

/// <summary>What ends the reading of a source.</summary>
public enum MeteringEnd : byte
{
    /// <summary>There were no more packets.</summary>
    SourceEnded,

    /// <summary>The source ends in the middle of a packet; the whole ones before it were metered.</summary>
    SourceTruncated,

    /// <summary>It was asked to stop.</summary>
    Cancelled,
}
