using Weir.Query.Planning;

namespace Weir.Query.Tests.Planning;

public class BucketWidthsTests
{
    [Theory]
    [InlineData(1, 100, 1)]
    [InlineData(10, 1000, 1)]
    [InlineData(100, 100, 1)]
    [InlineData(101, 100, 2)]
    [InlineData(3600, 60, 60)]
    [InlineData(3600, 200, 30)]
    [InlineData(86_400, 100, 900)]
    [InlineData(86_400, 200, 600)]
    [InlineData(7 * 86_400, 100, 7200)]
    [InlineData(30 * 86_400, 200, 21_600)]
    [InlineData(10 * 365 * 86_400, 200, 19 * 86_400)]
    [InlineData(9_000_000_000, 100, 1042 * 86_400)]
    public void Buckets_are_as_wide_as_people_count(long seconds, int most, long expected) => Assert.Equal(expected, BucketWidths.Of(Range(0, seconds), most) / BucketWidths.Second);

    [Fact]
    public void A_range_that_cuts_a_bucket_touches_it()
    {
        Assert.Equal(60, BucketWidths.CountOf(Range(0, 3600), 60 * BucketWidths.Second));
        Assert.Equal(61, BucketWidths.CountOf(Range(30, 3630), 60 * BucketWidths.Second));
        Assert.Equal(2, BucketWidths.CountOf(Range(-30, 30), 60 * BucketWidths.Second));
    }

    [Fact]
    public void A_series_may_have_wider_buckets_where_its_question_names_none()
    {
        var question = new SeriesQuery { Range = Range(0, 6 * 3600), MostBuckets = 220, LeastBuckets = 36 };
        SeriesPlan plan = QueryPlanner.Plan(question);
        Assert.Equal(120 * BucketWidths.Second, plan.BucketNs);
        Assert.Equal([300, 600], plan.Wider.Select(static width => width / BucketWidths.Second));
        Assert.Empty(QueryPlanner.Plan(question with { LeastBuckets = null }).Wider);
        Assert.Empty(QueryPlanner.Plan(question with { BucketNs = 60 * BucketWidths.Second }).Wider);
    }

    private static TimeRange Range(long since, long until) => new(since * BucketWidths.Second, until * BucketWidths.Second);
}
