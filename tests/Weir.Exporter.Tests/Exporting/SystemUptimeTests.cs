using Weir.Exporter.Exporting;
using Weir.Testing;

namespace Weir.Exporter.Tests.Exporting;

/// <summary>Whatever the clocks do, a collector that adds header and flow gets the flow's own time back.</summary>
public sealed class SystemUptimeTests
{
    private const long Millisecond = 1_000_000;
    private readonly ManualClock _clock = new();

    [Fact]
    public void Times_are_right_to_the_millisecond_through_more_than_one_wrap()
    {
        var uptime = new SystemUptime(_clock);
        for (int hour = 0; hour < 120 * 24; hour++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(3_600_123));
            long end = Now - 77 * Millisecond;
            long start = end - 1_800_000 * Millisecond;
            AssertTold(uptime, start, end);
        }
    }

    [Fact]
    public void No_flow_has_a_greater_uptime_than_its_header_when_the_counter_begins_again()
    {
        var uptime = new SystemUptime(_clock);
        uint before = 0;
        bool began = false;
        for (int hour = 0; hour < 60 * 24; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            uptime.Begin();
            Assert.True(uptime.TryTake(Now - 3_600_000 * Millisecond, Now));
            uint now = uptime.Header().SysUpTimeMilliseconds;
            began |= now < before;
            before = now;
            Assert.True(uptime.MillisecondsAt(Now - 3_600_000 * Millisecond) < now);
        }

        Assert.True(began);
    }

    [Fact]
    public void Flows_from_before_the_start_are_told_as_well()
    {
        var uptime = new SystemUptime(_clock);
        AssertTold(uptime, Now - (long)TimeSpan.FromDays(20).TotalMilliseconds * Millisecond, Now - (long)TimeSpan.FromDays(19).TotalMilliseconds * Millisecond);
    }

    [Fact]
    public void Flows_of_an_old_capture_keep_their_times_and_their_message_is_of_that_time()
    {
        var uptime = new SystemUptime(_clock);
        long start = SampleBatch.StartNs;
        AssertTold(uptime, start, start + 5_000 * Millisecond);
        Assert.Equal((uint)((start + 5_000 * Millisecond) / 1_000_000_000), uptime.Header().UnixSeconds);
    }

    [Fact]
    public void Flows_of_different_ages_do_not_share_a_message()
    {
        var uptime = new SystemUptime(_clock);
        uptime.Begin();
        Assert.True(uptime.TryTake(Now - Millisecond, Now));
        Assert.False(uptime.TryTake(SampleBatch.StartNs, SampleBatch.StartNs + Millisecond));
        AssertTold(uptime, SampleBatch.StartNs, SampleBatch.StartNs + Millisecond);
        AssertTold(uptime, Now - Millisecond, Now);
    }

    private long Now => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static void AssertTold(SystemUptime uptime, long start, long end)
    {
        uptime.Begin();
        Assert.True(uptime.TryTake(start, end));
        (uint milliseconds, uint seconds, uint nanoseconds) = uptime.Header();
        long boot = seconds * 1000L + nanoseconds / Millisecond - milliseconds;
        Assert.Equal((start / Millisecond, end / Millisecond), (boot + uptime.MillisecondsAt(start), boot + uptime.MillisecondsAt(end)));
        (milliseconds, seconds) = uptime.HeaderInSeconds();
        Assert.Equal(boot, seconds * 1000L - milliseconds);
    }
}
