using System.Diagnostics.CodeAnalysis;
using Weir.Flows.Batches;

namespace Weir.Exporter.Exporting.Feeding;

/// <summary>
/// Flow records on their way to one collector's thread: copies in batches, bounded. Records are added to the last batch until it is
/// full, so that many small writes cost no more memory than a large one. One thread takes; any may add.
/// </summary>
public sealed class FlowQueue
{
    private readonly FlowQueueOptions _options;
    private readonly object _gate = new();
    // Nothing stands for a mark.
    private readonly Queue<FlowBatch?> _full = new();
    private readonly Stack<FlowBatch> _spare = new();
    private FlowBatch? _open;
    private bool _endsInMark;
    private FlowLoss _loss;
    private int _made;
    private long _taken;
    private long _hopelessAt = -1;
    private bool _closed;

    /// <summary>An empty queue.</summary>
    public FlowQueue(FlowQueueOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Batches, 2, nameof(options));
        _options = options;
    }

    /// <summary>Adds copies of rows. What does not fit is counted, after <see cref="FlowQueueOptions.Patience"/> where there is some.</summary>
    /// <param name="batch">Where they are; the caller's again after the call.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Rows.</param>
    public void Add(FlowBatch batch, int start, int count)
    {
        lock (_gate)
        {
            while (count > 0)
            {
                if (!TryOpen(out FlowBatch? open))
                {
                    Lose(batch, start, count);
                    return;
                }

                int fitting = Math.Min(count, open.Free);
                open.Append(batch, start, fitting);
                start += fitting;
                count -= fitting;
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Adds copies of some rows, in the order given; see the other.</summary>
    public void Add(FlowBatch batch, ReadOnlySpan<ushort> rows)
    {
        lock (_gate)
        {
            while (!rows.IsEmpty)
            {
                if (!TryOpen(out FlowBatch? open))
                {
                    foreach (ushort row in rows) Lose(batch, row, 1);
                    return;
                }

                int fitting = Math.Min(rows.Length, open.Free);
                open.Append(batch, rows[..fitting]);
                rows = rows[fitting..];
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Sets a mark behind the records that are here, before all that will be added. Marks without records between are one.</summary>
    public void Mark()
    {
        lock (_gate)
        {
            if (_endsInMark || _closed) return;
            if (_open is { Count: > 0 })
            {
                _full.Enqueue(_open);
                _open = null;
            }

            _full.Enqueue(null);
            _endsInMark = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for records and takes a batch of them; the taker gives it back by <see cref="Return"/>.</summary>
    /// <param name="batch">At least one record, oldest first; <see langword="null"/> where there are only losses to tell, or where there is neither: that is a mark.</param>
    /// <param name="loss">Records lost since the last call; they come behind those of the batch or stood among them.</param>
    /// <returns><see langword="false"/>: closed, and nothing is left.</returns>
    public bool TryTake(out FlowBatch? batch, out FlowLoss loss)
    {
        lock (_gate)
        {
            while (true)
            {
                bool isMark = _full.TryDequeue(out batch) && batch is null;
                if (isMark)
                {
                    _endsInMark &= _full.Count > 0;
                }
                else if (batch is null && _open is { Count: > 0 })
                {
                    batch = _open;
                    _open = null;
                }

                loss = isMark ? default : _loss;
                if (!isMark) _loss = default;
                if (batch is not null || loss.Records > 0 || isMark)
                {
                    _taken++;
                    return true;
                }

                if (_closed) return false;
                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Gives a batch back for its next use.</summary>
    public void Return(FlowBatch batch)
    {
        batch.Clear();
        lock (_gate)
        {
            _spare.Push(batch);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Nothing more is added; what is left can be taken. Records added afterwards are passed over: their collector is no longer configured.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    // A batch with room. Waits where files may, but only once for a collector that takes nothing.
    private bool TryOpen([NotNullWhen(true)] out FlowBatch? open)
    {
        if (_open is { Free: 0 })
        {
            _full.Enqueue(_open);
            _open = null;
            Monitor.PulseAll(_gate);
        }

        while (_open is null && !_closed)
        {
            if (_spare.TryPop(out FlowBatch? spare))
            {
                _open = spare;
            }
            else if (_made < _options.Batches)
            {
                _made++;
                _open = new FlowBatch();
            }
            else
            {
                if (_options.Patience == TimeSpan.Zero || _hopelessAt == _taken) break;
                long before = _taken;
                if (Monitor.Wait(_gate, _options.Patience) || _taken != before) continue;
                _hopelessAt = before;
            }
        }

        open = _open;
        if (open is not null) _endsInMark = false;
        return open is not null && !_closed;
    }

    private void Lose(FlowBatch batch, int start, int count)
    {
        if (!_closed) _loss += FlowLoss.Of(batch, start, count);
    }
}
