using System.Globalization;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.Storage;

/// <content>Interface counters over time.</content>
public sealed partial class ArchiveReader
{
    private static readonly ResultColumn[] LoadColumns = [new("bucket", ResultType.Signed), new("out", ResultType.Unsigned), new("ns", ResultType.Unsigned), new("octets", ResultType.Unsigned)];

    /// <summary>
    /// How much passed an interface over time, by its counters. What was counted between two tellings belongs to the bucket of the later one; buckets without one
    /// are left out.
    /// </summary>
    /// <param name="received">When the counters were received.</param>
    /// <param name="exporter">Whose interface.</param>
    /// <param name="index">Its ifIndex.</param>
    /// <param name="bucketNs">Width of a bucket; they are counted from 1970.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">The files cannot be read, or memory did not suffice.</exception>
    public IReadOnlyList<InterfaceLoad> CounterSeries(TimeRange received, IpAddress exporter, uint index, long bucketNs, CancellationToken cancellationToken = default) =>
        Again(() => CounterSeriesOnce(received, exporter, index, bucketNs, cancellationToken));

    private List<InterfaceLoad> CounterSeriesOnce(TimeRange received, IpAddress exporter, uint index, long bucketNs, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchivedFile> files = Files(received, ArchiveLayout.CountersTable);
        if (files.Count == 0) return [];
        using DuckDbConnection connection = Connect();
        string sql = string.Create(CultureInfo.InvariantCulture, $"""
            {StepsSql(files, received, exporter)}
            SELECT (t // {bucketNs})::BIGINT, way::UBIGINT, sum(dt)::UBIGINT, sum(d_octets)::UBIGINT
            FROM whole WHERE ok AND if_index = {index} GROUP BY 1, 2 ORDER BY 1, 2
            """);
        List<InterfaceLoad> loads = [];
        foreach (ResultValue[] row in Execute(connection, new(sql, []), LoadColumns, cancellationToken))
        {
            long begin = row[0].Signed * bucketNs;
            double bits = row[3].Unsigned * 8e9 / row[2].Unsigned;
            if (loads.Count == 0 || loads[^1].BeginNs != begin) loads.Add(new(begin, null, null));
            loads[^1] = row[1].Unsigned == 1 ? loads[^1] with { OutBitsPerSecond = bits } : loads[^1] with { InBitsPerSecond = bits };
        }

        return loads;
    }
}
