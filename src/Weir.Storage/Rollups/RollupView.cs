using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage.Rollups;

/// <summary>
/// The relation of a question that sums can answer: for each file of flows its sums where there are some, and its records where there are
/// none yet, so that answers are exact also while records come late.
/// </summary>
/// <remarks>Where the records are gone, what is finer than the sums that are left cannot be told apart: such edges are without them.</remarks>
internal sealed class RollupView
{
    private static readonly string Time = FlowColumns.TimeFlowEndNs.Name;

    private readonly ArchiveLayout _layout;
    private readonly QueryPlan _plan;
    private readonly Lazy<DuckDbConnection> _connection;
    private readonly CancellationToken _cancellationToken;
    private readonly List<string> _parts = [];
    private readonly List<string> _explanation = [];

    private RollupView(ArchiveLayout layout, QueryPlan plan, Lazy<DuckDbConnection> connection, CancellationToken cancellationToken) =>
        (_layout, _plan, _connection, _cancellationToken) = (layout, plan, connection, cancellationToken);

    /// <summary>What was chosen, a line each.</summary>
    internal IReadOnlyList<string> Explanation => _explanation;

    /// <summary>The files it is made of.</summary>
    internal ArchiveSnapshot Snapshot { get; private set; } = null!;

    /// <summary>Whether the records of all sums are still there, so that whatever sums or records are asked answer the same.</summary>
    internal bool HasAllRecords { get; private set; }

    /// <summary>Octets of the files that it reads.</summary>
    internal long Octets { get; private set; }

    /// <summary>How many these are.</summary>
    internal int Files { get; private set; }

    /// <summary>The relation, to be named.</summary>
    internal string Sql => string.Join("\nUNION ALL BY NAME ", _parts);

    /// <summary>Finds the sums that answer a plan at the least cost.</summary>
    /// <param name="layout">The archive.</param>
    /// <param name="plan">What is asked.</param>
    /// <param name="bucketNs">Width of buckets that are not among its dimensions.</param>
    /// <param name="connection">Reads footers, and is made where some have to be read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns><see langword="null"/> where records answer it as well.</returns>
    internal static RollupView? Find(ArchiveLayout layout, QueryPlan plan, long? bucketNs, Lazy<DuckDbConnection> connection, CancellationToken cancellationToken)
    {
        if (RollupFit.Needed(plan, bucketNs is not null) is not { } needed) return null;
        long[] widths = [.. plan.Dimensions.OfType<TimeDimension>().Select(static time => time.Nanoseconds), .. bucketNs is { } width ? (long[])[width] : []];
        RollupChoice[] choices =
        [
            .. layout.RollupTables().Select(static table => table.Split('/')).GroupBy(static parts => parts[1], StringComparer.Ordinal)
                .Select(group => Rollup.TryParse(group.Key, out Rollup? rollup, out _) && needed.IsSubsetOf(rollup.Dimensions)
                    ? RollupChoice.Of(rollup, [.. RollupLevel.All.Where(level => group.Any(parts => parts[0] == level.Directory))], plan.FlowTime, widths)
                    : null).OfType<RollupChoice>(),
        ];
        if (choices.Length == 0) return null;
        IEnumerable<string> tables = choices.SelectMany(static choice => RollupLevel.All.Select(choice.Rollup.Table)).Distinct(StringComparer.Ordinal);
        var snapshot = ArchiveSnapshot.Take(layout, plan.Received, [ArchiveLayout.FlowsTable, .. tables]);
        RollupChoice best = RollupCost.Least(choices, snapshot);
        if (snapshot.Files(best.Rollup.Table(best.Fine)).Count + snapshot.Files(best.Rollup.Table(best.Coarse)).Count == 0) return null;
        var view = new RollupView(layout, plan, connection, cancellationToken) { Snapshot = snapshot };
        view.Make(best);
        return view;
    }

    private void Make(RollupChoice choice)
    {
        List<RollupUnit> units = Units(choice.Rollup);
        Dictionary<ArchivedFile, HashSet<SummedFile>> days = Days(choice);
        HashSet<SummedFile> covered = [.. days.Values.SelectMany(static files => files)];
        HasAllRecords = units.TrueForAll(static unit => unit.Flows is not null) && covered.IsSubsetOf(units.Select(static unit => unit.Of));
        List<RollupUnit> records = [], summed = [];
        foreach (RollupUnit unit in units.Where(unit => !covered.Contains(unit.Of)))
        {
            bool isWhole = IsWhole(unit.Hour, unit.Hour + 1);
            if (unit.Flows is null || (isWhole && unit.At(choice.Coarse) is not null)) summed.Add(unit);
            else records.Add(unit);
        }

        AddRecords(records.Select(static unit => unit.Flows!), [], "no sums yet, or hours that the question cuts");
        AddSums(days.Keys, [choice.Core], RollupLevel.Day);
        foreach (RollupLevel level in RollupLevel.Beside)
            AddSums(summed.Select(unit => unit.At(choice.Coarse)).OfType<ArchivedFile>().Where(file => file.Table == choice.Rollup.Table(level)), [choice.Core], level);
        if (choice.Edges.Count + choice.Rests.Count > 0) AddEdges(choice, summed, days, units);
        _parts.Add(ParquetRelation.Nothing(FlowColumns.All, $"NULL::UBIGINT AS {RollupWriter.Flows}"));
    }

    private void AddEdges(RollupChoice choice, List<RollupUnit> summed, Dictionary<ArchivedFile, HashSet<SummedFile>> days, List<RollupUnit> units)
    {
        var inEdges = Present(days.Keys, [.. choice.Edges.Concat(choice.Rests).Select(static range => Outer(range, RollupLevel.Day))])
            .SelectMany(day => days[day]).ToHashSet();
        RollupUnit[] near = [.. summed, .. units.Where(unit => inEdges.Contains(unit.Of))];
        ArchivedFile[] fine = [.. near.Select(unit => unit.Level(choice.Fine)).OfType<ArchivedFile>()];
        AddSums(fine, choice.Edges, choice.Fine);
        if (choice.Rests.Count > 0)
        {
            var present = Present(fine, [.. choice.Rests.Select(range => Outer(range, choice.Fine))]).Select(static file => new SummedFile(file.Hour, file.FileName)).ToHashSet();
            AddRecords(near.Where(unit => present.Contains(unit.Of)).Select(static unit => unit.Flows).OfType<ArchivedFile>(), choice.Rests, "edges finer than sums");
        }

        int lost = near.Count(unit => unit.Level(choice.Fine) is null) + inEdges.Count(at => !units.Exists(unit => unit.Of == at));
        if (lost > 0) _explanation.Add($"of {lost} files of flows only coarser sums are left: the edges of the question are without them");
    }

    private List<RollupUnit> Units(Rollup rollup)
    {
        var units = new Dictionary<SummedFile, RollupUnit>();
        RollupUnit Of(ArchivedFile file)
        {
            var of = new SummedFile(file.Hour, file.FileName);
            if (!units.TryGetValue(of, out RollupUnit? unit)) units[of] = unit = new(of);
            return unit;
        }

        foreach (ArchivedFile file in Snapshot.Files(ArchiveLayout.FlowsTable)) Of(file).Flows = file;
        foreach (RollupLevel level in RollupLevel.Beside)
        {
            foreach (ArchivedFile file in Snapshot.Files(rollup.Table(level))) Of(file).Sums[level] = file;
        }

        return [.. units.Values];
    }

    /// <summary>The files of whole days that the core needs, and what they sum.</summary>
    private Dictionary<ArchivedFile, HashSet<SummedFile>> Days(RollupChoice choice)
    {
        IEnumerable<ArchivedFile> days = choice.Coarse == RollupLevel.Day ? Snapshot.Files(choice.Rollup.Table(RollupLevel.Day)).Where(day => IsWhole(day.Hour, day.Hour + 24)) : [];
        return days.ToDictionary(static day => day, day => DayCoverage.Of(_connection.Value, [day], _cancellationToken));
    }

    private bool IsWhole(long first, long end) =>
        (_plan.Received.SinceNs is not { } since || (Int128)first * ArchiveLayout.NanosecondsPerHour >= since)
        && (_plan.Received.UntilNs is not { } until || (Int128)end * ArchiveLayout.NanosecondsPerHour <= until);

    /// <summary>Those of some files that have buckets in ranges.</summary>
    private List<ArchivedFile> Present(IEnumerable<ArchivedFile> files, IReadOnlyList<TimeRange> ranges)
    {
        Dictionary<string, ArchivedFile> byPath = files.ToDictionary(static file => file.Path, StringComparer.Ordinal);
        List<ArchivedFile> present = [];
        if (byPath.Count == 0 || ranges.Count == 0) return present;
        using DuckDbResult result = _connection.Value.Query(
            $"SELECT DISTINCT filename FROM read_parquet([{string.Join(", ", byPath.Keys.Select(DuckDbTypes.Literal))}], filename=true, hive_partitioning=false) WHERE {Within(Time, ranges)}", _cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int row = 0; row < chunk.Count; row++) present.Add(byPath[chunk.Text(0, row)]);
            }
        }

        return present;
    }

    private void AddRecords(IEnumerable<ArchivedFile> files, IReadOnlyList<TimeRange> ranges, string why)
    {
        ArchivedFile[] read = [.. files];
        if (read.Length == 0) return;
        TimeRange received = _plan.Received;
        string where = $"{Within(StoredTimes.Received.Name, [StoredTimes.Whole(received)])} AND {Within($"coalesce({Time}, {FlowColumns.TimeReceivedNs.Name})", ranges)}";
        _parts.Add($"SELECT *, 1::UBIGINT AS {RollupWriter.Flows} FROM {ParquetRelation.Records([], read.Select(static file => file.Path))} WHERE {where}");
        Count(read, $"records ({why})");
    }

    private void AddSums(IEnumerable<ArchivedFile> files, IReadOnlyList<TimeRange> ranges, RollupLevel level)
    {
        ArchivedFile[] read = [.. files];
        if (read.Length == 0 || ranges.Count == 0) return;
        _parts.Add($"SELECT * FROM {ParquetRelation.Of(read.Select(static file => file.Path))} WHERE {Within(Time, ranges)}");
        Count(read, $"sums by {level.Name} ({read[0].Table})");
    }

    private void Count(ArchivedFile[] read, string what)
    {
        Snapshot.Watch(read);
        long octets = read.Sum(static file => file.Octets());
        Files += read.Length;
        Octets += octets;
        _explanation.Add(string.Create(CultureInfo.InvariantCulture, $"{read.Length} files, {octets} octets: {what}"));
    }

    private static TimeRange Outer(TimeRange range, RollupLevel level) => new(range.SinceNs - (range.SinceNs % level.Nanoseconds + level.Nanoseconds) % level.Nanoseconds, range.UntilNs);

    private static string Within(string time, IReadOnlyList<TimeRange> ranges) => ranges.Count == 0 ? "true" : $"({string.Join(" OR ", ranges.Select(range => string.Create(
        CultureInfo.InvariantCulture, $"({(range.SinceNs is { } since ? $"{time} >= {since}" : "true")} AND {(range.UntilNs is { } until ? $"{time} < {until}" : "true")})")))})";
}
