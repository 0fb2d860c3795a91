using Weir.App.Composition;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Testing;

namespace Weir.App.Tests.Composition;

/// <summary>Records leave as far apart as they came, or so many times faster.</summary>
public sealed class RecordedPaceTests : IFlowSink
{
    private const long Start = 1_795_161_600_000_000_000;

    private readonly ManualClock _clock = new();
    private readonly List<(TimeSpan At, int Records)> _written = [];
    private TimeSpan _now;

    [Fact]
    public void Ten_times_as_fast_takes_a_tenth_of_the_time()
    {
        var pace = new RecordedPace(this, 10, _clock, Wait);
        pace.Write(Batch(0, 0.01, 5, 5.02));
        pace.Write(Batch(60));
        Assert.Equal([(TimeSpan.Zero, 2), (TimeSpan.FromSeconds(0.5), 2), (TimeSpan.FromSeconds(6), 1)], _written);
    }

    [Fact]
    public void A_speed_of_0_waits_for_nothing()
    {
        new RecordedPace(this, 0, _clock, _ => Assert.Fail("waited")).Write(Batch(0, 1000));
        Assert.Equal([(TimeSpan.Zero, 2)], _written);
    }

    /// <inheritdoc/>
    void IFlowSink.Write(FlowBatch batch) => _written.Add((_now, batch.Count));

    private static FlowBatch Batch(params double[] seconds)
    {
        var batch = new FlowBatch { Count = seconds.Length };
        for (int row = 0; row < seconds.Length; row++) batch.Set(FlowColumns.TimeReceivedNs, row, Start + (long)(seconds[row] * 1e9));
        return batch;
    }

    private void Wait(TimeSpan time)
    {
        _now += time;
        _clock.Advance(time);
    }
}
