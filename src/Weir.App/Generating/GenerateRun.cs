using Weir.Flows.Batches;

namespace Weir.App.Generating;

/// <summary>
/// Has exporters send flows at a rate. Some exporters are busier than others. Which exporter sends the n-th flow, and which flow that is,
/// depends on the seed alone; when it sends it, on the clock. In <see cref="VirtualTime"/> it does not wait.
/// </summary>
internal sealed class GenerateRun(GeneratePlan plan, IReadOnlyList<GeneratedExporter> exporters, TimeProvider time)
{
    /// <summary>Flows that an exporter sends at a time: what one message of Ethernet's length holds.</summary>
    private const int TurnFlows = 24;

    /// <summary>How uneven exporters are.</summary>
    private const double ExporterExponent = 0.6;

    /// <summary>Between two looks at the clock: short, so that no collector's buffer sees more than a few messages at once.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    /// <summary>What could not be sent for longer than this is given up: nobody is helped by a burst.</summary>
    private static readonly TimeSpan LongestArrears = TimeSpan.FromMilliseconds(500);

    private readonly Zipf _exporters = new(exporters.Count, ExporterExponent);
    private readonly Random _random = new(plan.Seed);
    private readonly FlowBatch _batch = new();
    private GeneratedExporter _turn = exporters[0];
    private int _left;

    /// <summary>Flows sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Flows that should have been sent, and for which there was no time.</summary>
    public long Behind { get; private set; }

    /// <summary>Sends until all is sent, the time is over, or told to stop.</summary>
    public void Run(CancellationToken cancellation)
    {
        long started = time.GetTimestamp();
        long before = started;
        double due = 0;
        while (Sent < plan.Count && time.GetElapsedTime(started) < plan.Duration && !cancellation.IsCancellationRequested)
        {
            long now = time.GetTimestamp();
            double rate = plan.FlowsPerSecond * (plan.HasDailyCurve ? DailyCurve.At(time.GetUtcNow()) : 1);
            due += rate * time.GetElapsedTime(before, now).TotalSeconds;
            before = now;
            double most = Math.Max(1, rate * LongestArrears.TotalSeconds);
            if (due > most && time is not VirtualTime)
            {
                Behind += (long)(due - most);
                due = most;
            }

            long whole = Math.Min((long)due, plan.Count - Sent);
            due -= whole;
            Send(whole);
            if (time is VirtualTime clock) clock.Advance(VirtualTick(rate));
            else cancellation.WaitHandle.WaitOne(Tick);
        }
    }

    /// <summary>As long as a message takes to fill, so that messages are as full as a busy exporter's, but not so long that times would be coarse.</summary>
    private static TimeSpan VirtualTick(double rate) => TimeSpan.FromSeconds(Math.Clamp(TurnFlows / rate, Tick.TotalSeconds, 1));

    /// <summary>Sends flows now.</summary>
    public void Send(long count)
    {
        long nowNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        while (count > 0)
        {
            if (_left == 0) (_turn, _left) = (exporters[_exporters.Next(_random)], TurnFlows);
            int some = (int)Math.Min(count, _left);
            _turn.Send(some, nowNs, _batch);
            _left -= some;
            count -= some;
            Sent += some;
        }
    }
}
