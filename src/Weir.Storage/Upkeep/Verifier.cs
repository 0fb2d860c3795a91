using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.Compaction;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Storage.Rollups;

namespace Weir.Storage.Upkeep;

/// <summary>
/// Reads all of an archive: every file opens and has the rows its footer says, of its own hour; no segment is both in a file of its own and in
/// a compacted one, nor in two; sums are those of what they are of; nothing is left over.
/// </summary>
internal sealed class Verifier(ArchiveLayout layout, DuckDbConnection connection, CancellationToken cancellationToken)
{
    private readonly List<string> _problems = [];
    private long _files;
    private long _rows;
    private long _sums;

    internal VerificationResult Run()
    {
        ArchiveSnapshot snapshot;
        using (CommitGate.Enter(layout)) snapshot = ArchiveSnapshot.Take(layout, default, layout.Tables());
        foreach (string table in snapshot.Tables)
        {
            bool isSums = table.StartsWith(ArchiveLayout.RollupPrefix, StringComparison.Ordinal);
            foreach (IGrouping<long, ArchivedFile> hour in snapshot.Files(table).GroupBy(static file => file.Hour))
            {
                foreach (ArchivedFile file in hour) Guard(file.Relative, () => Read(file, isSums));
                if (!isSums) Guard(hour.First().Relative, () => Names([.. hour]));
            }

            if (isSums && !RollupFiles.IsOfDays(table)) foreach (ArchivedFile file in snapshot.Files(table)) Guard(file.Relative, () => CompareBeside(file));
            if (isSums && RollupFiles.IsOfDays(table)) foreach (ArchivedFile file in snapshot.Files(table)) Guard(file.Relative, () => CompareDay(file));
        }

        return new(_files, _rows, _sums, _problems);
    }

    private void Read(ArchivedFile file, bool isSums)
    {
        string time = isSums ? FlowColumns.TimeFlowEndNs.Name : file.Table == ArchiveLayout.FlowsTable ? StoredTimes.Nanoseconds(FlowColumns.TimeReceivedNs, static _ => true) : CounterTable.Received.Name;
        long[] row = Numbers($"SELECT count(*)::BIGINT, coalesce(min({time}), 0)::BIGINT, coalesce(max({time}), 0)::BIGINT, bit_xor(hash(whole)) FROM {ParquetRelation.Of(file.Path)} AS whole"); // a hash of all columns reads all of them
        long footer = FileRows.Of(connection, [file], cancellationToken)[file.Path];
        _files++;
        _rows += row[0];
        if (row[0] != footer) _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file.Relative}: {row[0]} rows, and its footer says {footer}"));
        if (!isSums && row[0] > 0 && (ArchiveLayout.HourOf(row[1]) != file.Hour || ArchiveLayout.HourOf(row[2]) != file.Hour)) _problems.Add($"{file.Relative}: has records of another hour");
    }

    private void Names(ArchivedFile[] hour)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (IGrouping<string, ArchivedFile> named in hour.GroupBy(static file => file.Name))
        {
            // Parts of one compaction list the same names.
            IReadOnlyList<string> names = CompactedNames.IsCompacted(named.Key) ? CompactedNames.Of(connection, named.First().Path) : [named.Key];
            if (names.Count == 0) _problems.Add($"{named.First().Relative}: does not tell which names it holds");
            foreach (string name in names)
            {
                if (!seen.Add(name)) _problems.Add($"{named.First().Relative}: '{name}' is there twice in this hour");
            }
        }
    }

    private void CompareBeside(ArchivedFile file)
    {
        string flows = layout.FullPath(ArchiveLayout.FileIn(ArchiveLayout.FlowsTable, file.Hour, file.FileName));
        if (!File.Exists(flows)) return; // retention took the records, their sums stay
        Compare(file, Numbers(Sums($"{ParquetRelation.Records([FlowColumns.Bytes, FlowColumns.Packets, FlowColumns.IsDuplicate], flows)} {RollupWriter.WithoutDuplicates}", "count(*)")));
    }

    private void CompareDay(ArchivedFile file)
    {
        string table = RollupLevel.Hour.Directory + file.Table[RollupLevel.Day.Directory.Length..];
        string[] hours = [.. DayCoverage.Of(connection, [file], cancellationToken).Select(of => layout.FullPath(ArchiveLayout.FileIn(table, of.Hour, of.FileName)))];
        if (!hours.All(File.Exists)) return; // retention took them
        Compare(file, Numbers(Sums(ParquetRelation.Of(hours), $"sum({RollupWriter.Flows})")));
    }

    private void Compare(ArchivedFile file, long[] wanted)
    {
        _sums++;
        long[] has = Numbers(Sums(ParquetRelation.Of(file.Path), $"sum({RollupWriter.Flows})"));
        if (!has.SequenceEqual(wanted)) _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{file.Relative}: sums of flows, bytes and packets are {string.Join(", ", has.Select(static sum => (ulong)sum))} and should be {string.Join(", ", wanted.Select(static sum => (ulong)sum))}"));
    }

    private void Guard(string file, Action check)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            check();
        }
        catch (Exception failure) when (failure is DuckDbException or IOException)
        {
            _problems.Add($"{file}: {failure.Message.ReplaceLineEndings(" ")}");
        }
    }

    // As sums stop where answers do.
    private static string Sums(string from, string flows) =>
        $"SELECT coalesce({flows}, 0)::BIGINT, {Sum(FlowColumns.Bytes.Name)}, {Sum(FlowColumns.Packets.Name)} FROM {from}";

    private static string Sum(string column) => $"least(coalesce(sum({column}), 0), 18446744073709551615)::UBIGINT";

    private long[] Numbers(string sql) => FileRows.Numbers(connection, sql, cancellationToken);
}
