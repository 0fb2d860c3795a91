namespace Weir.Query.Planning;

/// <content>Questions that take more than one look at the records.</content>
public static partial class QueryPlanner
{
    /// <summary>Lines of a series, rows and columns of a matrix: more are told apart by nobody.</summary>
    public const int MaxGroups = 1000;

    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static SeriesPlan Plan(SeriesQuery query)
    {
        if (query.Dimensions.OfType<TimeDimension>().Any()) throw new ArgumentException("a series has time already: group by something else");
        QueryPlan groups = Plan(new TopQuery
        {
            Dimensions = query.Dimensions,
            Measures = [query.Measure],
            Count = Groups(query.Count),
            Range = query.Range,
            Filter = query.Filter,
            Scale = query.Scale,
        });
        if (query.Range is not { SinceNs: not null, UntilNs: not null }) return new(groups, query.BucketNs);
        long width = query.BucketNs ?? BucketWidths.Of(query.Range, query.MostBuckets);
        if (BucketWidths.CountOf(query.Range, width) > SeriesPlan.MaxBuckets) throw new ArgumentException($"more than {SeriesPlan.MaxBuckets} buckets: make them wider");
        return new(groups, width) { Wider = query is { BucketNs: null, LeastBuckets: { } least } ? BucketWidths.Beyond(width, query.Range, least) : [] };
    }

    /// <summary>Two dimensions crosswise.</summary>
    /// <param name="query">What is common to both; its dimensions are those of the rows.</param>
    /// <param name="columns">The dimensions of the columns.</param>
    /// <param name="count">Columns given.</param>
    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static MatrixPlan Plan(TopQuery query, IReadOnlyList<Dimension> columns, int count)
    {
        if (query.Dimensions.Count == 0 || columns.Count == 0) throw new ArgumentException("a matrix needs something to group rows by, and something for columns");
        TopQuery one = query with { Measures = [query.OrderBy ?? query.Measures[0]], Count = Groups(query.Count) };
        return new(Plan(one), Plan(one with { Dimensions = columns, Count = Groups(count) }));
    }

    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static PairsPlan Plan(PairsQuery query)
    {
        if (!Measure.Default.Contains(query.OrderBy)) throw new ArgumentException($"conversations are ordered by {string.Join(", ", Measure.Default)}, not by {query.OrderBy}");
        return new(Plan(new TopQuery { Dimensions = [], OrderBy = query.OrderBy, Count = query.Count, Range = query.Range, Filter = query.Filter, Scale = query.Scale }), query.ByPorts);
    }

    /// <exception cref="ArgumentException">The query cannot be answered; the message says why in a line.</exception>
    public static PercentilePlan Plan(PercentileQuery query)
    {
        if (query.Percent is not (> 0 and <= 100)) throw new ArgumentException($"a percentile is over 0 and up to 100, not {query.Percent}");
        if (query.Dimensions.OfType<TimeDimension>().Any()) throw new ArgumentException("a percentile is over time: group by something else");
        return new(Plan(new TopQuery { Dimensions = query.Dimensions, Measures = [Measure.Bytes], Count = query.Count, Range = query.Range, Filter = query.Filter, Scale = query.Scale }), query.Percent, query.BucketNs);
    }

    private static int Groups(int count) => count is > 0 and <= MaxGroups ? count : throw new ArgumentException($"the number of groups is 1 to {MaxGroups}, not {count}");
}
