using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Storage.Posix;

namespace Weir.Storage.Rollups;

/// <summary>Sums files of flows up: for each its own files beside it, and for a day that is over one of the whole day, from those of its hours.</summary>
/// <remarks>
/// A row has the beginning of its bucket as <c>time_flow_end_ns</c>, the dimensions, the sampling rate, and sums of bytes, packets and records
/// (<c>flows</c>). The time is what ranges ask by: the flow's end, or its receipt where that is absent.
/// </remarks>
internal sealed class RollupWriter(ArchiveLayout layout, ParquetArchiveOptions options, DuckDbConnection connection)
{
    /// <summary>The column that counts records.</summary>
    internal const string Flows = DuckDbDialect.RecordCount;

    /// <summary>Which records are summed up: packets that several exporters tell of count once.</summary>
    internal static readonly string WithoutDuplicates = $"WHERE ({FlowColumns.IsDuplicate.Name} = 1) IS NOT TRUE";

    /// <summary>Sums up a file of flows, where it has not been.</summary>
    /// <returns>How many files that made.</returns>
    /// <exception cref="IOException">Files could not be read or written; the archive is as it was.</exception>
    internal int Sum(ArchivedFile file, IReadOnlyList<Rollup> rollups, CancellationToken cancellationToken)
    {
        Rollup[] missing = [.. rollups.Where(rollup => !File.Exists(layout.FullPath(ArchiveLayout.FileIn(rollup.Table(rollup.Finest), file.Hour, file.FileName))))];
        if (missing.Length == 0) return 0;
        var state = new FileInfo(file.Path);
        (long length, DateTime written) = (state.Length, state.LastWriteTimeUtc);
        return Write(
            files =>
            {
                foreach (Rollup rollup in missing)
                {
                    string from = $"(SELECT * REPLACE (coalesce({FlowColumns.TimeFlowEndNs.Name}, {FlowColumns.TimeReceivedNs.Name}) AS {FlowColumns.TimeFlowEndNs.Name}), 1::UBIGINT AS {Flows} FROM {ParquetRelation.Records(Needed(rollup), file.Path)} {WithoutDuplicates})";
                    foreach (RollupLevel level in rollup.Levels)
                    {
                        string to = ArchiveLayout.FileIn(rollup.Table(level), file.Hour, file.FileName);
                        files.Add(to);
                        from = ParquetRelation.Of(Copy(rollup, level, from, to, "", cancellationToken));
                    }
                }
            },
            file.Name,
            () => new FileInfo(file.Path) is { Exists: true } now && now.Length == length && now.LastWriteTimeUtc == written);
    }

    /// <summary>Sums a day up from the files of its hours that no file of the day has yet.</summary>
    /// <returns>How many files that made.</returns>
    /// <exception cref="IOException">Files could not be read or written; the archive is as it was.</exception>
    internal int SumDay(Rollup rollup, long day, CancellationToken cancellationToken)
    {
        var summed = DayCoverage.Of(connection, layout.FilesOf(rollup.Table(RollupLevel.Day), day), cancellationToken);
        ArchivedFile[] hours = [.. Enumerable.Range(0, 24).SelectMany(hour => layout.FilesOf(rollup.Table(RollupLevel.Hour), day + hour)).Where(file => !summed.Contains(new(file.Hour, file.FileName)))];
        if (hours.Length == 0) return 0;
        string name = RollupFiles.DayPrefix + Guid.NewGuid().ToString("N")[..16];
        return Write(
            files =>
            {
                string to = ArchiveLayout.File(name, 1, day, rollup.Table(RollupLevel.Day));
                files.Add(to);
                Copy(rollup, RollupLevel.Day, ParquetRelation.Of(hours.Select(static file => file.Path)), to, $", KV_METADATA {DayCoverage.Metadata(hours)}", cancellationToken);
            },
            name,
            () => hours.All(static file => File.Exists(file.Path)));
    }

    private int Write(Action<List<string>> write, string name, Func<bool> isStillSo)
    {
        var files = new List<string>();
        try
        {
            write(files);
            using CommitGate gate = CommitGate.Enter(layout);
            if (!isStillSo()) return 0;
            new CommitRecord("sum-" + name[..Math.Min(name.Length, 100)], files, []).Carry(gate);
            return files.Count;
        }
        catch (DuckDbException e)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            foreach (string file in files) File.Delete(layout.FullPath(ArchiveLayout.Temporary(file)));
        }
    }

    private string Copy(Rollup rollup, RollupLevel level, string from, string to, string extra, CancellationToken cancellationToken)
    {
        string temporary = layout.FullPath(ArchiveLayout.Temporary(to));
        PosixFile.MakeDirectory(Path.GetDirectoryName(temporary)!);
        string dimensions = string.Join(", ", Grouped(rollup).SelectMany(DuckDbDialect.Stored).Select(static stored => stored.Name));
        string time = FlowColumns.TimeFlowEndNs.Name;
        long length = level.Nanoseconds;
        // Buckets of times before 1970 begin before them, too; the first of 64 bits has no whole bucket.
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            COPY (SELECT CASE WHEN {time} < {long.MinValue + length} THEN {time} ELSE {time} - ({time} % {length} + {length}) % {length} END AS {time}, {dimensions},
                  {Sum(FlowColumns.Bytes.Name)}, {Sum(FlowColumns.Packets.Name)}, {Sum(Flows)}
                  FROM {from} GROUP BY ALL ORDER BY {dimensions}, {time})
            TO {DuckDbTypes.Literal(temporary)} {ParquetFormat.Clause(options, extra)}
            """), cancellationToken);
        PosixFile.SyncFile(temporary);
        return temporary;
    }

    // As answers sum: what is beyond 64 bits stops at the largest value.
    private static string Sum(string column) => $"least(coalesce(sum({column}), 0), 18446744073709551615)::UBIGINT AS {column}";

    private static IEnumerable<FlowColumn> Grouped(Rollup rollup) => rollup.Dimensions.Append(FlowColumns.SamplingRate).Distinct();

    private static IEnumerable<FlowColumn> Needed(Rollup rollup) => [FlowColumns.TimeFlowEndNs, FlowColumns.Bytes, FlowColumns.Packets, FlowColumns.IsDuplicate, .. Grouped(rollup)];
}
