using Weir.Query.Planning;
using Weir.Testing;

namespace Weir.Query.Tests.Planning;

public class TimeRangeTextTests
{
    private static readonly TimeProvider Clock = new ManualClock(new(2026, 11, 20, 13, 14, 15, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("-1h", "2026-11-20T12:14:15Z", null)]
    [InlineData("today", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("Yesterday", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z")]
    [InlineData("2026-11-20", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-20 08:00..10:00", "2026-11-20T08:00:00Z", "2026-11-20T10:00:00Z")]
    [InlineData("2026-11-20 08:00 .. 10:00:30", "2026-11-20T08:00:00Z", "2026-11-20T10:00:30Z")]
    [InlineData("2026-11-20 08:00+90m", "2026-11-20T08:00:00Z", "2026-11-20T09:30:00Z")]
    [InlineData("2026-11-20T08:00:00+01:00..2026-11-21", "2026-11-20T07:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData("-2h..-1h", "2026-11-20T11:14:15Z", "2026-11-20T12:14:15Z")]
    [InlineData("yesterday..now", "2026-11-19T00:00:00Z", "2026-11-20T13:14:15Z")]
    [InlineData("2026-11-20 08:00..", "2026-11-20T08:00:00Z", null)]
    [InlineData("..today", null, "2026-11-20T00:00:00Z")]
    [InlineData("yesterday+1d", "2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z")]
    public void Ranges_are_read_as_people_write_them(string text, string? since, string? until)
    {
        TimeRange range = TimeRangeText.Parse(text, Clock);
        Assert.Equal((since, until), (Shown(range.SinceNs), Shown(range.UntilNs)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("now")]
    [InlineData("2026-11-20 08:00")]
    [InlineData("2026-11-20 10:00..08:00")]
    [InlineData("2026-11-20..10")]
    [InlineData("tomorrow")]
    [InlineData("-1y")]
    [InlineData("today+5")]
    public void What_is_no_range_is_refused_in_a_line(string text) =>
        Assert.DoesNotContain('\n', Assert.Throws<FormatException>(() => TimeRangeText.Parse(text, Clock)).Message);

    private static string? Shown(long? time) => time is { } known ? TimeExpression.Format(known) : null;
}
