using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.App.Composition;

/// <summary>Gives batches to a sink on a thread of its own, so that reading and writing each have a processor. Who writes faster waits.</summary>
internal sealed class ArchivingThread : IFlowSink, IDisposable
{
    // Enough for one side's pauses; a batch takes about a megabyte.
    private const int Batches = 8;

    private readonly BlockingCollection<FlowBatch> _full = new(Batches);
    private readonly BlockingCollection<FlowBatch> _free = new(Batches);
    private readonly IFlowSink _sink;
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    public ArchivingThread(IFlowSink sink)
    {
        _sink = sink;
        for (int i = 0; i < Batches; i++) _free.Add(new());
        _thread = new(Run) { IsBackground = true };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        Volatile.Read(ref _failure)?.Throw();
        FlowBatch copy = _free.Take();
        copy.Append(batch, 0, batch.Count);
        _full.Add(copy);
    }

    /// <summary>Waits until the sink has all batches; what it threw is thrown here.</summary>
    public void Finish()
    {
        _full.CompleteAdding();
        _thread.Join();
        _failure?.Throw();
    }

    /// <summary>Ends the thread. What was not finished is given up.</summary>
    public void Dispose()
    {
        _full.CompleteAdding();
        _thread.Join();
        _full.Dispose();
        _free.Dispose();
    }

    private void Run()
    {
        foreach (FlowBatch batch in _full.GetConsumingEnumerable())
        {
            try
            {
                if (_failure is null) _sink.Write(batch);
            }
#pragma warning disable CA1031 // Who writes is told.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Volatile.Write(ref _failure, ExceptionDispatchInfo.Capture(failure));
            }

            batch.Clear();
            _free.Add(batch);
        }
    }
}
