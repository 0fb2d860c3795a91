using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Sessions.Directory;

/// <summary>What one session brought since its table was made. Added to while decoding, once for a message or a block of records. For one thread.</summary>
public sealed class SessionTally
{
    /// <summary>All that came.</summary>
    public Traffic Total { get; private set; }

    /// <summary>When the first message came: nanoseconds since 1970-01-01 UTC; 0 where none did.</summary>
    public long FirstHeardNs { get; private set; }

    /// <summary>When the last one came.</summary>
    public long LastHeardNs { get; private set; }

    /// <summary>What came of late.</summary>
    public TrafficWindow Window { get; } = new();

    /// <summary>
    /// How far the exporter's clock is ahead, as the message with the shortest way tells it: nanoseconds, less than 0 where it is
    /// behind. <see langword="null"/> where no message told a time.
    /// </summary>
    public long? ClockAheadNs { get; private set; }

    /// <summary>Records whose end was told.</summary>
    public long TimedRecords { get; private set; }

    /// <summary>The time from their end until they were exported, by the exporter's clock, summed: nanoseconds.</summary>
    public double DelayNs { get; private set; }

    /// <summary>The sampling rate of the last records; 0 where nobody told it.</summary>
    public uint SamplingRate { get; internal set; }

    /// <summary>Who told it.</summary>
    public SamplingOrigin SamplingOrigin { get; internal set; }

    /// <summary>What of it could not be decoded.</summary>
    public DecodeFaults Faults { get; } = new();

    /// <summary>What of it the archive's table of exporters was not told yet.</summary>
    internal SessionReport Report { get; } = new();

    /// <summary>The interfaces that records named.</summary>
    public InterfaceTally Interfaces { get; } = new();

    /// <summary>Counts a message.</summary>
    public void AddMessage(long timeReceivedNs, int octets)
    {
        if (FirstHeardNs == 0) FirstHeardNs = timeReceivedNs;
        LastHeardNs = Math.Max(LastHeardNs, timeReceivedNs);
        Report.AddMessage(timeReceivedNs);
        Add(timeReceivedNs, new(1, octets, 0));
    }

    /// <summary>Takes what a message's header says of when it was sent.</summary>
    public void AddExportTime(long timeReceivedNs, long exportTimeNs)
    {
        long ahead = exportTimeNs - timeReceivedNs;
        if (ClockAheadNs is not { } known || ahead > known) ClockAheadNs = ahead;
        Report.AddExportTime(exportTimeNs, ahead);
    }

    /// <summary>Counts records that were received at a time.</summary>
    public void AddRecords(long timeReceivedNs, int records) => Add(timeReceivedNs, new(0, 0, records));

    /// <summary>Adds up how long rows of a batch waited at the exporter.</summary>
    internal void AddDelays(FlowBatch batch, int row, int count, long exportTimeNs)
    {
        if (!batch.IsValid(FlowColumns.TimeFlowEndNs, row)) return;
        double sum = 0;
        foreach (long end in batch.Column(FlowColumns.TimeFlowEndNs).Slice(row, count))
            sum += exportTimeNs - end;
        DelayNs += sum;
        TimedRecords += count;
    }

    private void Add(long timeReceivedNs, in Traffic traffic)
    {
        Total += traffic;
        Window.Add(timeReceivedNs, traffic);
    }
}
