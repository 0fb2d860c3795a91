using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Query.Binding;
using Weir.Query.Matching;

namespace Weir.App.Tailing;

/// <summary>
/// Records that pass a filter, on their way from who decodes them to who writes them out. It is bounded: who is slow loses records,
/// which are counted, and delays nobody.
/// </summary>
/// <param name="filter">Which records.</param>
/// <param name="maxBatches">Batches of <see cref="FlowBatch.Capacity"/> records that may wait.</param>
internal sealed class RecordQueue(Predicate filter, int maxBatches) : IFlowSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<FlowBatch> _waiting = new();
    private readonly Stack<FlowBatch> _spare = new();
    private readonly SemaphoreSlim _came = new(0, 1);
    private readonly ushort[] _rows = new ushort[FlowBatch.Capacity];
    private FlowBatch? _last; // of those that wait
    private long _dropped;
    private long _seen;

    /// <summary>Records that found no place.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Records that came, whether they passed the filter or not.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>Takes copies of the records that pass. One thread at a time.</summary>
    public void Write(FlowBatch batch)
    {
        int count = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            if (RecordFilter.Matches(filter, batch, row)) _rows[count++] = (ushort)row;
        }

        Interlocked.Add(ref _seen, batch.Count);
        ReadOnlySpan<ushort> rows = _rows.AsSpan(0, count);
        lock (_gate)
        {
            while (!rows.IsEmpty && Tail() is { } tail)
            {
                int fit = Math.Min(rows.Length, tail.Free);
                tail.Append(batch, rows[..fit]);
                rows = rows[fit..];
            }

            if (count > rows.Length && _came.CurrentCount == 0) _came.Release();
        }

        Interlocked.Add(ref _dropped, rows.Length);
    }

    /// <summary>Waits for records. They are the caller's until it gives them back.</summary>
    /// <exception cref="OperationCanceledException">None came before that.</exception>
    public FlowBatch Take(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTake() is { } batch) return batch;
            _came.Wait(cancellation);
        }
    }

    /// <summary>The oldest records that wait; <see langword="null"/> where none do.</summary>
    public FlowBatch? TryTake()
    {
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out FlowBatch? first)) return null;
            if (_waiting.Count == 0) _last = null;
            return first;
        }
    }

    /// <summary>Gives a batch back for other records.</summary>
    public void Return(FlowBatch batch)
    {
        batch.Clear();
        lock (_gate) _spare.Push(batch);
    }

    /// <inheritdoc/>
    public void Dispose() => _came.Dispose();

    // One with room; a batch that is being written out is not among those that wait.
    private FlowBatch? Tail()
    {
        if (_last is { Free: > 0 }) return _last;
        if (_waiting.Count == maxBatches) return null;
        _last = _spare.TryPop(out FlowBatch? spare) ? spare : new();
        _waiting.Enqueue(_last);
        return _last;
    }
}
