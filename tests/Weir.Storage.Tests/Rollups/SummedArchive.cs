using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Storage.Rollups;
using Weir.Storage.Upkeep;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests.Rollups;

/// <summary>An archive with sums, and one that has the same records and none.</summary>
public sealed class SummedArchive : IDisposable
{
    /// <summary>2026-11-17T00:00:00Z; the upkeep's clock shows 2026-11-22T08:00.</summary>
    internal const long Start = RandomFlows.Start - 80 * Hour;

    private const long Minute = 60_000_000_000;
    private const long Hour = 60 * Minute;

    private readonly Random _random = new(5);

    public SummedArchive()
    {
        for (int hour = 0; hour < 60; hour += 4) Write($"{hour}-ab", hour, 200);
        using (ArchiveUpkeep upkeep = Summed.Upkeep(Options)) upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
        // These came after all was summed up: one within a day that has a file of the day.
        Write("90-ab", 5, 50);
        Write("91-ab", 50, 50);
    }

    /// <summary>With services by the minute, and sources by ten minutes.</summary>
    internal static UpkeepOptions Options { get; } = new() { Rollups = [Named("proto+dst_port"), Named("src_addr@10m")] };

    internal static Rollup Named(string text) => Rollup.TryParse(text, out Rollup? rollup, out string? problem) ? rollup : throw new ArgumentException(problem, nameof(text));

    internal TemporaryArchive Summed { get; } = new();

    internal TemporaryArchive Records { get; } = new();

    public void Dispose()
    {
        Summed.Dispose();
        Records.Dispose();
    }

    internal void Write(string name, int hour, int rows)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++)
        {
            long received = Start + hour * Hour + (long)row * Hour / rows;
            batch.Set(FlowColumns.TimeReceivedNs, row, received);
            // Some say no time, some come hours late.
            if (row % 9 != 0) batch.Set(FlowColumns.TimeFlowEndNs, row, received - (row % 17 == 0 ? 20 * Hour : _random.NextInt64(10 * Minute)));
            if (row % 13 != 0) batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4(0x0A000000 + ((uint)_random.Next(4) << 24) + (uint)_random.Next(5)));
            batch.Set(FlowColumns.Proto, row, (byte)(_random.Next(3) switch { 0 => 6, 1 => 17, _ => 1 }));
            batch.Set(FlowColumns.DstPort, row, (ushort)_random.Next(6));
            batch.Set(FlowColumns.Bytes, row, (ulong)_random.Next(1500));
            if (row % 5 != 0) batch.Set(FlowColumns.Packets, row, (ulong)_random.Next(9));
            if (row % 3 != 0) batch.Set(FlowColumns.SamplingRate, row, row % 2 == 0 ? 100u : 1u);
        }

        Summed.Write(name, batch);
        Records.Write(name, batch);
    }
}
