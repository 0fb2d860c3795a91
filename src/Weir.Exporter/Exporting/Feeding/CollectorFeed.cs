using Microsoft.Extensions.Logging;
using Weir.Flows.Batches;

namespace Weir.Exporter.Exporting.Feeding;

/// <summary>
/// One collector's own thread: takes records from its queue and writes them to its session. Pacing, a slow transport and the end of a
/// session hold up this thread and nobody else. It owns the session.
/// </summary>
public sealed class CollectorFeed : IDisposable
{
    private readonly CollectorWriter _writer;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _hurry;
    private readonly bool _isLive;
    private readonly Thread _thread;
    private bool _ended;

    /// <summary>A feed that has not begun.</summary>
    /// <param name="session">Where to.</param>
    /// <param name="queue">Where from.</param>
    /// <param name="options">How: the pace, and the patience of the queue.</param>
    /// <param name="clock">Tells the time to the pacing.</param>
    /// <param name="logger">Is told of a fault.</param>
    /// <param name="wait">Lets time pass for the pacing; <see langword="null"/>: by waiting for <paramref name="hurry"/> as well.</param>
    /// <param name="hurry">Told to stop, what is left goes out without pacing.</param>
    public CollectorFeed(
        CollectorSession session, FlowQueue queue, ExportingOptions options, TimeProvider clock, ILogger logger, Action<TimeSpan>? wait, CancellationToken hurry)
    {
        Session = session;
        Queue = queue;
        _logger = logger;
        _hurry = CancellationTokenSource.CreateLinkedTokenSource(hurry);
        _isLive = options.Queue.Patience == TimeSpan.Zero;
        _writer = new CollectorWriter(session, options.Pace, FlowQueueOptions.File.Patience, clock, wait ?? (pause => _hurry.Token.WaitHandle.WaitOne(pause)));
        _thread = new Thread(Run) { Name = $"exporting {session.Name}", IsBackground = true };
    }

    /// <summary>Where records go.</summary>
    public CollectorSession Session { get; }

    /// <summary>Where they wait.</summary>
    public FlowQueue Queue { get; }

    /// <summary>Called on the feed's thread when all records are sent, before the session is closed.</summary>
    public Action<CollectorSession>? LastWord { get; set; }

    /// <summary>Begins to take.</summary>
    public void Start() => _thread.Start();

    /// <summary>Nothing more comes; a collector of live traffic is sent the rest without pacing. <see cref="Dispose"/> waits for it.</summary>
    public void End()
    {
        if (_ended) return;
        Queue.Close();
        if (_isLive) _hurry.Cancel();
    }

    /// <summary>Sends what is left and closes the session.</summary>
    public void Dispose()
    {
        if (_ended) return;
        End();
        _ended = true;
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted)) Session.Dispose();
        else _thread.Join();
        _hurry.Dispose();
    }

    private void Run()
    {
        bool isSound = true;
        while (Queue.TryTake(out FlowBatch? batch, out FlowLoss loss))
        {
            if (batch is not null)
            {
                isSound = isSound && TryWrite(batch);
                if (!isSound) Session.CountLost(FlowLoss.Of(batch));
                Queue.Return(batch);
            }

            if (loss.Records > 0) Session.CountLost(loss);
            else if (batch is null) TellSamplers();
        }

        try
        {
            LastWord?.Invoke(Session);
            Session.Dispose();
        }
        catch (Exception e)
        {
            ExportingLog.Fault(_logger, Session.Name, e);
        }
    }

    private void TellSamplers()
    {
        try
        {
            Session.TellSamplers();
        }
        catch (Exception e)
        {
            ExportingLog.Fault(_logger, Session.Name, e);
        }
    }

    // A fault of ours must not end the program, nor pass in silence: the collector is sent nothing more, and all of it is counted.
    private bool TryWrite(FlowBatch batch)
    {
        try
        {
            _writer.Write(batch);
            return true;
        }
        catch (Exception e)
        {
            ExportingLog.Fault(_logger, Session.Name, e);
            return false;
        }
    }
}
