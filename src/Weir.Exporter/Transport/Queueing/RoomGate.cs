namespace Weir.Exporter.Transport.Queueing;

/// <summary>Where the exporting thread waits for room in the memory, if it may wait.</summary>
internal sealed class RoomGate(MessageRing ring)
{
    private readonly object _gate = new();
    private long _hopelessAt = -1;
    private int _isWaiting;

    // More than the messages of one batch of records take, so that a write after this finds room for all of them.
    private bool IsFull => ring.Used > ring.Capacity / 4 * 3;

    /// <summary>Waits until there is room, but not for a reader that has released nothing for as long as this.</summary>
    public bool Wait(TimeSpan patience)
    {
        if (!IsFull) return true;
        long head = ring.Head;
        if (head == _hopelessAt) return false;
        lock (_gate)
        {
            while (true)
            {
                // Tells first and then looks; the reader does it the other way round, so that one sees the other.
                Interlocked.Exchange(ref _isWaiting, 1);
                if (!IsFull) break;
                if (!Monitor.Wait(_gate, patience) && ring.Head == head)
                {
                    _hopelessAt = head;
                    break;
                }

                head = ring.Head;
            }

            Volatile.Write(ref _isWaiting, 0);
        }

        return !IsFull;
    }

    /// <summary>The reader gave back some room.</summary>
    public void OnReleased()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isWaiting) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
