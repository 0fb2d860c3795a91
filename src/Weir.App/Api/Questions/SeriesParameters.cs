using Weir.App.Api.Endpoints;
using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.App.Composition;
using Weir.Query.Binding;
using Weir.Query.Planning;

namespace Weir.App.Api.Questions;

/// <summary>What is asked over time: the parameters of a series.</summary>
internal static class SeriesParameters
{
    private const int DefaultGroups = 8;
    private const int MaxGroups = 50;
    private const int DefaultPoints = 200;
    private const int MaxPoints = 2000;

    public static IReadOnlyList<ApiParameter> All { get; } =
    [
        new("by", "Columns and prefixes to group by, with commas: src_addr/24,dst_port; by itself only all"),
        new("measure", "What is summed") { Default = "bytes", Words = ["bytes", "packets", "flows"] },
        ApiParameter.Number("n", "Groups at most", DefaultGroups, 1, MaxGroups),
        ApiParameter.Number("points", "Buckets at most", DefaultPoints, 2, MaxPoints),
        ApiParameter.Number("least", "Buckets that are enough where sums answer in them, and very much would have to be read for more; 0 is as many as points need", 0, 0, MaxPoints),
        new("bucket", "Width of a bucket, instead of what points need: 1m, 1h, 1d"),
        .. RecordParameters.All,
    ];

    /// <summary>The question, or that about the other direction.</summary>
    /// <exception cref="UsageException">A parameter is wrong, or the range has more buckets than are answered.</exception>
    /// <exception cref="Query.Syntax.FilterException">The filter is wrong.</exception>
    public static SeriesPlan Plan(ApiCall call, EndpointServices services, bool isReverse = false)
    {
        TimeRange range = Bounded(services.Records.Range(call), services.Clock);
        IReadOnlyList<Dimension> dimensions = QuestionTerms.Dimensions(call.Text("by") ?? "", "by");
        Predicate filter = RecordParameters.Filter(call);
        return RecordParameters.Planned(() => QueryPlanner.Plan(new SeriesQuery
        {
            Dimensions = isReverse ? [.. dimensions.Select(OtherDirection.Of)] : dimensions,
            Measure = QuestionTerms.Measure(call.Text("measure")!, "measure"),
            Count = call.Number("n"),
            BucketNs = Width(call, range),
            MostBuckets = call.Number("points"),
            LeastBuckets = call.Number("least") is > 0 and var least ? least : null,
            Range = range,
            Filter = isReverse ? OtherDirection.Of(filter) : filter,
        }));
    }

    private static long? Width(ApiCall call, TimeRange range)
    {
        if (call.Text("bucket") is not { } text) return null;
        if (!TimeSpanText.TryParse(text, out long width) || width < BucketWidths.Second) throw new UsageException($"bucket {text}: want a width such as 1m, 1h or 1d");
        return BucketWidths.CountOf(range, width) <= MaxPoints ? width : throw new UsageException($"bucket {text}: the range has more than {MaxPoints} of them: make them wider");
    }

    /// <summary>A range with both ends: until now, and an hour, where it has none.</summary>
    /// <exception cref="UsageException">It ends before it begins, or begins before 1970.</exception>
    public static TimeRange Bounded(TimeRange range, TimeProvider clock)
    {
        long until = range.UntilNs ?? TimeExpression.Parse("now", clock);
        long since = range.SinceNs ?? until - TimeSpan.FromHours(1).Ticks * TimeSpan.NanosecondsPerTick;
        return since < until && since >= 0 ? new(since, until) : throw new UsageException("the range ends before it begins, or begins before 1970");
    }
}
