using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Exporting.Feeding;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Exporting;

/// <summary>
/// RFC 7011's exporting process: gives each batch of flow records to the collectors' sessions. Every session has a queue and a thread of
/// its own, so that none delays another nor the metering; only a file's single collector is served by the thread that reads, which then may wait.
/// </summary>
public sealed class ExportingProcess : IFlowSink, IDisposable
{
    private readonly CollectorSession[] _sessions;
    private readonly CollectorFeed[] _feeds = [];
    private readonly FlowDistributor? _distributor;
    private readonly CollectorWriter? _single;

    /// <summary>An exporting process over sessions it owns.</summary>
    /// <param name="sessions">One for each collector.</param>
    /// <param name="options">How records leave.</param>
    /// <param name="clock">Tells the time to the pacing.</param>
    /// <param name="logger">Is told of faults.</param>
    /// <param name="wait">Lets time pass for the pacing; waits for <paramref name="hurry"/> as well by default.</param>
    /// <param name="hurry">Told to stop, what is left goes out without pacing.</param>
    public ExportingProcess(
        IEnumerable<CollectorSession> sessions, ExportingOptions options, TimeProvider clock, ILogger? logger = null, Action<TimeSpan>? wait = null, CancellationToken hurry = default)
    {
        _sessions = [.. sessions];
        if (_sessions.Length == 1 && options.Queue.Patience > TimeSpan.Zero)
        {
            _single = new CollectorWriter(_sessions[0], options.Pace, options.Queue.Patience, clock, wait ?? (pause => hurry.WaitHandle.WaitOne(pause)));
            return;
        }

        _feeds = [.. _sessions.Select(session => new CollectorFeed(session, new FlowQueue(options.Queue), options, clock, logger ?? NullLogger.Instance, wait, hurry))];
        _distributor = new FlowDistributor(_feeds.Where(static feed => feed.Session.TakesFlows).Select(static feed => (feed.Session.Name, feed.Queue)), options.Distribution);
        foreach (CollectorFeed feed in _feeds) feed.Start();
    }

    /// <summary>The sessions, in the order of configuration.</summary>
    public IReadOnlyList<CollectorSession> Sessions => _sessions;

    /// <summary>Called for each session when all its records are sent, before it is closed.</summary>
    public Action<CollectorSession>? LastWord { get; set; }

    /// <summary>Tells collectors at which rate packets are sampled now: behind the records written so far, before all others.</summary>
    public void TellSamplers()
    {
        if (_single is not null) _sessions[0].TellSamplers();
        foreach (CollectorFeed feed in _feeds) feed.Queue.Mark();
    }

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        if (_distributor is not null) _distributor.Write(batch);
        else _single!.Write(batch);
    }

    /// <summary>Sends what is left, to all collectors at once, and closes the sessions; their counters stay.</summary>
    public void Dispose()
    {
        if (_single is not null)
        {
            LastWord?.Invoke(_sessions[0]);
            _sessions[0].Dispose();
        }

        foreach (CollectorFeed feed in _feeds)
        {
            feed.LastWord = LastWord;
            feed.End();
        }

        foreach (CollectorFeed feed in _feeds) feed.Dispose();
    }
}
