using Weir.Query.Planning;
using Weir.Testing;

namespace Weir.Query.Tests.Planning;

public class TimeExpressionTests
{
    private static readonly TimeProvider Clock = new ManualClock(new(2026, 11, 20, 13, 14, 15, 500, TimeSpan.Zero));

    [Theory]
    [InlineData("now", "2026-11-20T13:14:15.5Z")]
    [InlineData("today", "2026-11-20T00:00:00Z")]
    [InlineData("Yesterday", "2026-11-19T00:00:00Z")]
    [InlineData("-1h", "2026-11-20T12:14:15.5Z")]
    [InlineData("-2d", "2026-11-18T13:14:15.5Z")]
    [InlineData("-90s", "2026-11-20T13:12:45.5Z")]
    [InlineData("-1w", "2026-11-13T13:14:15.5Z")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00Z")]
    [InlineData("2026-11-20 08:00", "2026-11-20T08:00:00Z")]
    [InlineData("2026-11-20 08:00:01", "2026-11-20T08:00:01Z")]
    [InlineData("2026-11-20T08:00:00Z", "2026-11-20T08:00:00Z")]
    [InlineData("2026-11-20T08:00:00.123456789Z", "2026-11-20T08:00:00.123456789Z")]
    [InlineData("2026-11-20T08:00:00+01:30", "2026-11-20T06:30:00Z")]
    [InlineData("2026-11-20T08:00:00.5-01:00", "2026-11-20T09:00:00.5Z")]
    [InlineData("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z")]
    public void Times_are_read_as_people_write_them(string text, string expected) =>
        Assert.Equal(expected, TimeExpression.Format(TimeExpression.Parse(text, Clock)));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("-h")]
    [InlineData("-5")]
    [InlineData("-99999999999999999999d")]
    [InlineData("-9999999999d")]
    [InlineData("2026-13-01")]
    [InlineData("2026-11-20T25:00Z")]
    [InlineData("2026-11-20X08:00")]
    [InlineData("2026-11-20T08:00:00.Z")]
    [InlineData("2026-11-20T08:00.5Z")]
    [InlineData("2026-11-20T08:00:00.1234567890Z")]
    [InlineData("2026-11-20T")]
    [InlineData("9999-01-01")]
    public void What_is_no_time_is_refused_with_the_forms_there_are(string text) =>
        Assert.Contains("yesterday", Assert.Throws<FormatException>(() => TimeExpression.Parse(text, Clock)).Message, StringComparison.Ordinal);
}
