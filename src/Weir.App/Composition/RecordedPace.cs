using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>Gives records on as far apart in time as they were received, or so many times faster.</summary>
/// <param name="sink">Takes them.</param>
/// <param name="speed">Times faster; 0 is at once.</param>
/// <param name="clock">Tells how much time has passed.</param>
/// <param name="wait">Lets time pass.</param>
internal sealed class RecordedPace(IFlowSink sink, double speed, TimeProvider clock, Action<TimeSpan> wait) : IFlowSink
{
    /// <summary>Records closer together than this leave together.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly FlowBatch _part = new();
    private readonly RecordedTime _recorded = new(speed, clock, wait);

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        if (speed == 0)
        {
            sink.Write(batch);
            return;
        }

        ReadOnlySpan<long> received = batch.Column(FlowColumns.TimeReceivedNs)[..batch.Count];
        for (int begin = 0; begin < batch.Count;)
        {
            _recorded.WaitFor(received[begin]);
            long until = received[begin] + (long)(Step.TotalNanoseconds * speed);
            int end = begin + 1;
            while (end < batch.Count && received[end] < until) end++;
            _part.Clear();
            _part.Append(batch, begin, end - begin);
            sink.Write(_part);
            begin = end;
        }
    }
}
