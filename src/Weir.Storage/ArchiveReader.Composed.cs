using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Storage.Rollups;

namespace Weir.Storage;

/// <content>Questions that take more than one look at the records.</content>
public sealed partial class ArchiveReader
{
    private static readonly ResultColumn[] SpanColumns = [new("since", ResultType.Time), new("until", ResultType.Time)];
    private static readonly ResultColumn PlaceColumn = new("place", ResultType.Unsigned);

    /// <inheritdoc cref="Run(QueryPlan, CancellationToken)"/>
    /// <exception cref="ArgumentException">The records span too much time for such narrow buckets.</exception>
    public SeriesResult Run(SeriesPlan plan, CancellationToken cancellationToken = default) => Again(() => RunOnce(plan, cancellationToken));

    /// <inheritdoc cref="Run(QueryPlan, CancellationToken)"/>
    public MatrixResult Run(MatrixPlan plan, CancellationToken cancellationToken = default) => Again(() => RunOnce(plan, cancellationToken));

    /// <inheritdoc cref="Run(QueryPlan, CancellationToken)"/>
    public QueryResult Run(PairsPlan plan, CancellationToken cancellationToken = default) => Again(() => RunOnce(plan, cancellationToken));

    /// <inheritdoc cref="Run(QueryPlan, CancellationToken)"/>
    public QueryResult Run(PercentilePlan plan, CancellationToken cancellationToken = default) => Again(() => RunOnce(plan, cancellationToken));

    /// <summary>The measures of a plan for groups that are known already: a row of measures for each, without values where no record matches.</summary>
    /// <inheritdoc cref="Run(QueryPlan, CancellationToken)"/>
    public IReadOnlyList<ResultValue[]> MeasureGroups(QueryPlan plan, IReadOnlyList<ResultValue[]> groups, CancellationToken cancellationToken = default) =>
        Again(() => MeasureOnce(plan, groups, cancellationToken));

    private SeriesResult RunOnce(SeriesPlan plan, CancellationToken cancellationToken)
    {
        QueryPlan groups = plan.Groups;
        ResultColumn[] dimensions = [.. groups.Dimensions.Select(static dimension => new ResultColumn(dimension))];
        using DuckDbConnection? connection = ReadingBuckets(plan, ref groups, out long width, cancellationToken);
        if (connection is null || Span(connection, groups, cancellationToken) is not { } span) return new(dimensions, groups.Measures[0], groups.FlowTime.SinceNs ?? 0, width, 0, [], null, default);
        if (plan.BucketNs is null) width = BucketWidths.Of(new(span.Since, span.Until + 1), SeriesPlan.WantedBuckets);
        (long first, long last) = (SeriesPlan.BucketAt(span.Since, width), SeriesPlan.BucketAt(span.Until, width));
        if (last - first >= SeriesPlan.MaxBuckets) throw new ArgumentException($"more than {SeriesPlan.MaxBuckets} buckets: make them wider");

        var coarse = Coarse(plan, cancellationToken);
        QueryPlan asked = coarse is { IsScaled: var isScaled } ? groups with { Scale = isScaled } : Asked(connection, groups, cancellationToken);
        (QueryTotals totals, IReadOnlyList<ResultValue[]> largest, _) = coarse ?? Largest(connection, asked, plan.Lines, cancellationToken);
        int count = (int)(last - first + 1);
        ResultValue none = groups.Measures[0].IsAdditive ? ResultValue.Of(0UL) : ResultValue.Null;
        ResultValue[][] values = [.. Enumerable.Range(0, largest.Count + 1).Select(_ => Filled(count, none))];
        bool hasOthers = false;
        var bucket = new TimeDimension(width);
        foreach (ResultValue[] row in Execute(connection, RankedRenderer.Rows(asked, bucket, new RankedAxis(groups.Dimensions, largest)), [new(bucket), PlaceColumn, new(groups.Measures[0])], cancellationToken))
        {
            int line = row[1].IsNull ? largest.Count : (int)row[1].Unsigned;
            hasOthers |= row[1].IsNull;
            values[line][SeriesPlan.BucketAt(row[0].TimeNs, width) - first] = row[2];
        }

        SeriesLine[] lines = [.. largest.Select((group, i) => new SeriesLine(group, values[i]))];
        return new(dimensions, groups.Measures[0], first * width, width, count, lines, hasOthers ? new([], values[^1]) : null, totals);
    }

    /// <summary>A connection that sees sums or records in buckets of the narrowest width of the plan for which little has to be read, or else the least.</summary>
    private DuckDbConnection? ReadingBuckets(SeriesPlan plan, ref QueryPlan groups, out long width, CancellationToken cancellationToken)
    {
        _sums = null;
        width = plan.BucketNs ?? BucketWidths.Second;
        // Sums tell no record's time, so the question has to say it.
        if (groups.FlowTime is not { SinceNs: not null, UntilNs: not null }) return Reading(ref groups, cancellationToken);
        QueryPlan seen = groups;
        DuckDbConnection? chosen = OfSums(ref seen, cancellationToken, width);
        (RollupView? sums, ArchiveSnapshot? snapshot) = (_sums, _snapshot);
        long octets = sums?.Octets ?? (plan.Wider.Count > 0 ? RecordOctets(groups.FlowTime) : 0);
        try
        {
            foreach (long wider in plan.Wider.TakeWhile(_ => octets > ManyOctets))
            {
                QueryPlan asked = groups;
                DuckDbConnection? other = OfSums(ref asked, cancellationToken, wider);
                if (other is null) continue;
                if (_sums!.Octets < octets) (chosen, other, seen, width, sums, snapshot, octets) = (other, chosen, asked, wider, _sums, _snapshot, _sums.Octets);
                other?.Dispose();
            }
        }
        catch
        {
            chosen?.Dispose();
            throw;
        }

        if (chosen is null) return Reading(ref groups, cancellationToken);
        (groups, _sums, _snapshot) = (seen, sums, snapshot);
        return chosen;
    }

    // Of the hours of a question; records that come late are few.
    private long RecordOctets(TimeRange range) => _layout.FilesBetween(range, ArchiveLayout.FlowsTable).Sum(static file => file.Octets());

    // Which groups are the largest needs no buckets: sums of longer times, of which there are fewer, answer it where there are some.
    private (QueryTotals Totals, IReadOnlyList<ResultValue[]> Lines, bool IsScaled)? Coarse(SeriesPlan plan, CancellationToken cancellationToken)
    {
        if (_sums is { } known && (!known.HasAllRecords || known.Octets <= FewOctets)) return null;
        (RollupView? fine, ArchiveSnapshot listed) = (_sums, _snapshot!);
        try
        {
            QueryPlan groups = plan.Groups;
            using DuckDbConnection? connection = OfSums(ref groups, cancellationToken);
            return connection is not null && IsOfSame(_sums!, listed) && !(_sums!.Octets >= fine?.Octets) ? Largest(connection, Asked(connection, groups, cancellationToken), plan.Lines, cancellationToken) : null;
        }
        finally
        {
            // What holds to the end, and is told, is what the buckets are read from.
            (_sums, _snapshot) = (fine, listed);
        }
    }

    private (QueryTotals Totals, IReadOnlyList<ResultValue[]> Lines, bool IsScaled) Largest(DuckDbConnection connection, QueryPlan asked, IReadOnlyList<ResultValue[]>? known, CancellationToken cancellationToken)
    {
        (QueryTotals totals, ResultValue[] whole) = Totals(connection, asked, cancellationToken);
        if (known is not null || asked.Dimensions.Count == 0) return (totals, known ?? [], asked.Scale);
        return (totals, [.. Groups(connection, asked, totals.Flows, whole, cancellationToken).Select(row => row[..asked.Dimensions.Count])], asked.Scale);
    }

    private MatrixResult RunOnce(MatrixPlan plan, CancellationToken cancellationToken)
    {
        (QueryPlan rows, QueryPlan columns) = (plan.Rows, plan.Columns);
        ResultColumn[] Of(QueryPlan each) => [.. each.Dimensions.Select(static dimension => new ResultColumn(dimension))];
        using DuckDbConnection? connection = ReadingSums(ref rows, cancellationToken, columns.Dimensions);
        if (connection is null) return new(Of(rows), Of(columns), plan.Measure, [], [], new ResultValue[1, 1], default);
        QueryPlan asked = Asked(connection, rows, cancellationToken);
        (QueryTotals totals, _) = Totals(connection, asked, cancellationToken);
        List<ResultValue[]> down = [.. Execute(connection, SqlRenderer.Rows(asked), rows.Columns, cancellationToken).Select(row => row[..rows.Dimensions.Count])];
        List<ResultValue[]> across = [.. Execute(connection, SqlRenderer.Rows(columns with { Scale = asked.Scale, Received = asked.Received, IsSummed = asked.IsSummed }), columns.Columns, cancellationToken).Select(row => row[..columns.Dimensions.Count])];
        var cells = new ResultValue[down.Count + 1, across.Count + 1];
        SqlStatement sql = RankedRenderer.Rows(asked, null, new(rows.Dimensions, down), new(columns.Dimensions, across));
        foreach (ResultValue[] row in Execute(connection, sql, [PlaceColumn, PlaceColumn, new(plan.Measure)], cancellationToken))
            cells[row[0].IsNull ? down.Count : (int)row[0].Unsigned, row[1].IsNull ? across.Count : (int)row[1].Unsigned] = row[2];
        return new(Of(rows), Of(columns), plan.Measure, down, across, cells, totals);
    }

    private QueryResult RunOnce(PairsPlan plan, CancellationToken cancellationToken)
    {
        QueryPlan records = plan.Records;
        using DuckDbConnection? connection = Reading(ref records, cancellationToken);
        if (connection is null) return new(plan.Columns, [], default);
        QueryPlan asked = Asked(connection, records, cancellationToken);
        List<ResultValue[]> rows = Execute(connection, PairsRenderer.Rows(plan with { Records = asked }), plan.Columns, cancellationToken);
        return new(plan.Columns, rows, Totals(connection, asked, cancellationToken).Totals);
    }

    private QueryResult RunOnce(PercentilePlan plan, CancellationToken cancellationToken)
    {
        QueryPlan records = plan.Records;
        using DuckDbConnection? connection = Reading(ref records, cancellationToken);
        if (connection is null || Span(connection, records, cancellationToken) is not { } span) return new(plan.Columns, [], default);
        QueryPlan asked = Asked(connection, records, cancellationToken);
        long buckets = SeriesPlan.BucketAt(span.Until, plan.BucketNs) - SeriesPlan.BucketAt(span.Since, plan.BucketNs) + 1;
        List<ResultValue[]> rows = Execute(connection, PercentileRenderer.Rows(plan with { Records = asked }, buckets), plan.Columns, cancellationToken);
        return new(plan.Columns, rows, Totals(connection, asked, cancellationToken).Totals);
    }

    private List<ResultValue[]> MeasureOnce(QueryPlan plan, IReadOnlyList<ResultValue[]> groups, CancellationToken cancellationToken)
    {
        List<ResultValue[]> measured = [.. groups.Select(_ => Filled(plan.Measures.Count, ResultValue.Null))];
        using DuckDbConnection? connection = ReadingSums(ref plan, cancellationToken);
        if (connection is null) return measured;
        QueryPlan asked = Asked(connection, plan, cancellationToken);
        ResultColumn[] columns = [PlaceColumn, .. plan.Measures.Select(static measure => new ResultColumn(measure))];
        foreach (ResultValue[] row in Execute(connection, RankedRenderer.Rows(asked, null, new RankedAxis(plan.Dimensions, groups)), columns, cancellationToken))
        {
            if (!row[0].IsNull) measured[(int)row[0].Unsigned] = row[1..];
        }

        return measured;
    }

    // The first time and the last: of the question where it says them, else of the records.
    private static (long Since, long Until)? Span(DuckDbConnection connection, QueryPlan plan, CancellationToken cancellationToken)
    {
        if (plan.FlowTime is { SinceNs: { } since, UntilNs: { } until }) return (since, until - 1);
        ResultValue[] row = Execute(connection, RankedRenderer.Span(plan), SpanColumns, cancellationToken)[0];
        return row[0].IsNull ? null : (plan.FlowTime.SinceNs ?? row[0].TimeNs, plan.FlowTime.UntilNs - 1 ?? row[1].TimeNs);
    }

    private static ResultValue[] Filled(int count, ResultValue value)
    {
        var values = new ResultValue[count];
        Array.Fill(values, value);
        return values;
    }
}
