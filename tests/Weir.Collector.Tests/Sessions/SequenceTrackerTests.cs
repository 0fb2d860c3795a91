using Weir.Collector.Sessions;

namespace Weir.Collector.Tests.Sessions;

public sealed class SequenceTrackerTests
{
    private readonly SequenceTracker _tracker = new();

    [Fact]
    public void An_unbroken_sequence_loses_nothing_even_where_it_turns_over()
    {
        _tracker.Observe(uint.MaxValue - 5, 10);
        _tracker.Observe(4, 3);
        _tracker.Observe(7, 1);
        Assert.Equal((0L, 0L, 0L), (_tracker.Lost, _tracker.LateMessages, _tracker.Restarts));
        Assert.Equal(8u, _tracker.Expected);
    }

    [Fact]
    public void A_gap_is_lost_but_for_what_comes_late_out_of_order()
    {
        _tracker.Observe(100, 10);
        _tracker.Observe(130, 10);
        _tracker.Observe(110, 10);
        _tracker.Observe(140, 10);
        Assert.Equal((10L, 40L, 1L, 0L, 0L), (_tracker.Lost, _tracker.Received, _tracker.LateMessages, _tracker.Repeated, _tracker.Restarts));
    }

    [Fact]
    public void Messages_that_overtake_each_other_lose_nothing()
    {
        foreach (uint number in (uint[])[100, 140, 130, 120, 110, 180, 170, 150, 160, 190]) _tracker.Observe(number, 10);
        Assert.Equal((0L, 100L, 0L), (_tracker.Lost, _tracker.Received, _tracker.Restarts));
        Assert.Equal((6L, 0L), (_tracker.LateMessages, _tracker.Repeated));
    }

    [Fact]
    public void A_message_that_comes_twice_is_repeated_and_not_received_again()
    {
        foreach (uint number in (uint[])[100, 120, 110, 110, 120]) _tracker.Observe(number, 10);
        Assert.Equal((0L, 30L, 3L, 2L), (_tracker.Lost, _tracker.Received, _tracker.LateMessages, _tracker.Repeated));
    }

    [Fact]
    public void A_copy_goes_on_by_itself_with_its_gaps()
    {
        _tracker.Observe(100, 10);
        _tracker.Observe(120, 10);
        SequenceTracker copy = _tracker.Copy();
        copy.Observe(110, 10);
        Assert.Equal((10L, 0L), (_tracker.Lost, copy.Lost));
        _tracker.Observe(110, 10);
        Assert.Equal(0L, _tracker.Lost);
    }

    [Theory]
    [InlineData(3_000_000_000u, 0u)]
    [InlineData(0u, 1_500_000_000u)]
    public void A_leap_is_a_restart_and_no_loss(uint from, uint to)
    {
        _tracker.Observe(from, 10);
        _tracker.Observe(to, 10);
        _tracker.Observe(to + 10, 10);
        Assert.Equal((0L, 0L, 1L), (_tracker.Lost, _tracker.LateMessages, _tracker.Restarts));
    }

    [Fact]
    public void An_exporter_that_soon_begins_anew_is_noticed_after_some_messages()
    {
        _tracker.Observe(5000, 10);
        for (uint number = 0; number < 200; number += 10) _tracker.Observe(number, 10);
        Assert.Equal((0L, 7L, 1L), (_tracker.Lost, _tracker.LateMessages, _tracker.Restarts));
    }

    [Fact]
    public void Behind_a_message_that_could_not_be_counted_any_number_is_right()
    {
        _tracker.Observe(100, 10);
        _tracker.ObserveUncounted(110);
        _tracker.Observe(150, 10);
        _tracker.Observe(165, 10);
        Assert.Equal((5L, 0L, 0L), (_tracker.Lost, _tracker.LateMessages, _tracker.Restarts));
    }
}
