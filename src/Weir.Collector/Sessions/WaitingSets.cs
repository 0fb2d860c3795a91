using System.Buffers.Binary;
using Weir.Collector.Listening;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions;

/// <summary>
/// Data sets whose template has not come yet, each as a message of its own with the header it came under, so that it can be read later
/// as if it came then. Bounded: what does not fit does not wait. For one thread.
/// </summary>
public sealed class WaitingSets(SessionOptions options)
{
    // A set is at least a header, of the message and its own: more entries than this cannot be of use.
    private const int MaxEntries = 4096;

    private byte[] _octets = [];
    private Entry[] _entries = [];
    private int _used;

    /// <summary>Sets that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Lets a set wait. Returns <see langword="false"/> where there is no room, or where it waits already.</summary>
    /// <param name="session">Whose it is.</param>
    /// <param name="datagram">The message it came in.</param>
    /// <param name="headerSize">Octets of the message's header.</param>
    /// <param name="set">The set.</param>
    public bool TryAdd(ExporterSession session, in ReceivedDatagram datagram, int headerSize, in MessageSet set)
    {
        ReadOnlySpan<byte> octets = datagram.Payload.Slice(set.Offset, IpfixSet.HeaderSize + set.Content.Length);
        int length = headerSize + octets.Length;
        if (Count == MaxEntries || session.WaitingOctets + length > options.MaxWaitingOctetsPerSession || _used + length > options.MaxWaitingOctets) return false;
        // All at once, when first needed: what is bounded need not grow.
        if (_octets.Length == 0) (_octets, _entries) = (GC.AllocateUninitializedArray<byte>(options.MaxWaitingOctets), new Entry[MaxEntries]);
        Span<byte> message = _octets.AsSpan(_used, length);
        datagram.Payload[..headerSize].CopyTo(message);
        octets.CopyTo(message[headerSize..]);
        if (set.Protocol == TemplateProtocol.Ipfix) BinaryPrimitives.WriteUInt16BigEndian(message[sizeof(ushort)..], (ushort)length);
        if (IsThere(session.Key, datagram.TimeReceivedNs, message)) return false;
        _entries[Count++] = new(session.Key, set.Id, datagram.TimeReceivedNs, datagram.ExporterPort, _used, length);
        _used += length;
        session.WaitingOctets += length;
        return true;
    }

    /// <summary>Ends the waiting of the sets of a template that has come, and gives each to the sink as a message.</summary>
    public void Release(ExporterSession session, ushort templateId, IDatagramSink? sink)
    {
        if (Count == 0 || session.WaitingOctets == 0) return;
        Keep(
            entry => entry.TemplateId != templateId || entry.Key != session.Key,
            (entry, message) =>
            {
                session.WaitingOctets -= entry.Length;
                sink?.Accept(new(entry.TimeReceivedNs, entry.Key.ExporterAddress, entry.Port, message, entry.Key.Origin));
            });
    }

    /// <summary>Ends the waiting of sets that were received before a time, in nanoseconds since 1970-01-01 UTC.</summary>
    public void Expire(long beforeNs, SessionTable sessions)
    {
        if (Count == 0 || _entries[0].TimeReceivedNs >= beforeNs) return;
        Keep(entry => entry.TimeReceivedNs >= beforeNs, (entry, _) =>
        {
            if (sessions.Find(entry.Key) is { } session) session.WaitingOctets = Math.Max(0, session.WaitingOctets - entry.Length);
        });
    }

    /// <summary>Ends the waiting of the sets of a stream that ended: their template cannot come.</summary>
    public void ForgetStream(IpAddress exporter, ushort port)
    {
        if (Count > 0) Keep(entry => entry.Key.StreamPort != port || entry.Key.ExporterAddress != exporter, static (_, _) => { });
    }

    /// <summary>Gives all sets that wait to a sink, each as a message; they go on waiting.</summary>
    public void WriteTo(IDatagramSink sink)
    {
        foreach (ref readonly Entry entry in _entries.AsSpan(0, Count))
            sink.Accept(new(entry.TimeReceivedNs, entry.Key.ExporterAddress, entry.Port, _octets.AsSpan(entry.Offset, entry.Length), entry.Key.Origin));
    }

    private delegate void Leaving(Entry entry, ReadOnlySpan<byte> message);

    // The sink only reads messages, and adds none: what it is given has its template.
    private void Keep(Predicate<Entry> stays, Leaving leave)
    {
        int kept = 0;
        int used = 0;
        for (int i = 0; i < Count; i++)
        {
            Entry entry = _entries[i];
            ReadOnlySpan<byte> message = _octets.AsSpan(entry.Offset, entry.Length);
            if (!stays(entry))
            {
                leave(entry, message);
                continue;
            }

            message.CopyTo(_octets.AsSpan(used));
            _entries[kept++] = entry with { Offset = used };
            used += entry.Length;
        }

        (Count, _used) = (kept, used);
    }

    // Sets wait in the order they came: only after a restart, which reads some things twice, is there more than one to look at.
    private bool IsThere(SessionKey key, long timeReceivedNs, ReadOnlySpan<byte> message)
    {
        for (int i = Count - 1; i >= 0 && _entries[i].TimeReceivedNs >= timeReceivedNs; i--)
        {
            Entry entry = _entries[i];
            if (entry.TimeReceivedNs == timeReceivedNs && entry.Key == key && message.SequenceEqual(_octets.AsSpan(entry.Offset, entry.Length))) return true;
        }

        return false;
    }

    private readonly record struct Entry(SessionKey Key, ushort TemplateId, long TimeReceivedNs, ushort Port, int Offset, int Length);
}
