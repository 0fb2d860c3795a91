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
            Range = range,
            Filter = isReverse ? OtherDirection.Of(filter) : filter,
        }));
    }

    private static long Width(ApiCall call, TimeRange range)
    {
        if (call.Text("bucket") is not { } text) return BucketWidth.Of(range, call.Number("points"));
        if (!TimeSpanText.TryParse(text, out long width) || width < BucketWidth.Second) throw new UsageException($"bucket {text}: want a width such as 1m, 1h or 1d");
        return BucketWidth.CountOf(range, width) <= MaxPoints ? width : throw new UsageException($"bucket {text}: the range has more than {MaxPoints} of them: make them wider");
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
