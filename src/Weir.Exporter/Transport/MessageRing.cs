using System.Runtime.InteropServices;

namespace Weir.Exporter.Transport;

/// <summary>
/// Whole messages in a fixed piece of memory, from one writing thread to one reading task, without locks. What was read
/// stays until it is released: it may have to be read again.
/// <code>
/// released │ read, unacknowledged │ unread │ free
///        Head                   (reader) Tail
/// </code>
/// A message is a length in 32 bits and its octets, filled up to a multiple of 4. A length of -1 tells that the rest of
/// the memory is unused, and that the next message is at its start.
/// </summary>
internal sealed class MessageRing
{
    private const int LengthSize = sizeof(int);
    private const int Skip = -1;

    private readonly byte[] _octets;
    private long _head;
    private long _tail;
    private long _wakeAt = long.MaxValue;

    /// <summary>An empty ring.</summary>
    /// <param name="capacity">Octets of memory; at least two of the longest messages.</param>
    public MessageRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2 * (ushort.MaxValue + 1 + LengthSize));
        _octets = GC.AllocateUninitializedArray<byte>(capacity & ~(LengthSize - 1), pinned: true);
    }

    /// <summary>Position of the oldest message kept.</summary>
    public long Head => Volatile.Read(ref _head);

    /// <summary>Position behind the newest message.</summary>
    public long Tail => Volatile.Read(ref _tail);

    /// <summary>Octets taken.</summary>
    public long Used => Tail - Head;

    public int Capacity => _octets.Length;

    /// <summary>Adds a message. The writing thread's.</summary>
    /// <param name="message">At most 65535 octets.</param>
    /// <param name="wake">Whether the reader asked to be woken by this.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryAppend(ReadOnlySpan<byte> message, out bool wake)
    {
        wake = false;
        long tail = _tail;
        int at = (int)(tail % _octets.Length);
        int size = SizeOf(message.Length);
        int skipped = _octets.Length - at < size ? _octets.Length - at : 0;
        if (tail + skipped + size - Volatile.Read(ref _head) > _octets.Length) return false;
        if (skipped > 0)
        {
            WriteLength(at, Skip);
            at = 0;
        }

        WriteLength(at, message.Length);
        message.CopyTo(_octets.AsSpan(at + LengthSize));
        tail += skipped + size;

        // A full barrier: the reader sets its wish and then looks at the tail; here the other way round, so that one sees the other.
        Interlocked.Exchange(ref _tail, tail);
        if (tail >= Volatile.Read(ref _wakeAt)) wake = Interlocked.Exchange(ref _wakeAt, long.MaxValue) != long.MaxValue;
        return true;
    }

    /// <summary>Asks the writer to wake the reader once the tail is at a position. The reader's.</summary>
    /// <returns>Whether it is there already; nobody will be woken.</returns>
    public bool WakeAt(long position)
    {
        Interlocked.Exchange(ref _wakeAt, position);
        return Tail >= position;
    }

    /// <summary>The message at a position, and the position behind it. The reader's.</summary>
    public bool TryRead(long position, out ReadOnlySpan<byte> message, out long next)
    {
        message = default;
        next = position;
        if (position == Tail) return false;
        int at = (int)(position % _octets.Length);
        int length = ReadLength(at);
        if (length == Skip)
        {
            next += _octets.Length - at;
            at = 0;
            length = ReadLength(at);
        }

        message = _octets.AsSpan(at + LengthSize, length);
        next += SizeOf(length);
        return true;
    }

    /// <summary>Gives back the room of all messages before a position. The reader's.</summary>
    public void Release(long position) => Volatile.Write(ref _head, position);

    private static int SizeOf(int length) => LengthSize + ((length + LengthSize - 1) & ~(LengthSize - 1));

    private void WriteLength(int at, int length) => MemoryMarshal.Write(_octets.AsSpan(at), length);

    private int ReadLength(int at) => MemoryMarshal.Read<int>(_octets.AsSpan(at));
}
