using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Exporter.Exporting;

/// <summary>What was sent to one collector. Written by one thread at a time; a reader elsewhere sees values a little old.</summary>
public sealed class ExportingMetrics
{
    private readonly long[] _results = new long[5];

    /// <summary>Datagrams the system took.</summary>
    public long DatagramsSent => _results[(int)SendResult.Sent];

    /// <summary>Octets of messages in those datagrams.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Flow records in all messages, those that could not be sent included, and those that got into none.</summary>
    public long Records { get; private set; }

    /// <summary>Flow records that the protocol has no form for: IPv6 in v5.</summary>
    public long NotExportable { get; internal set; }

    /// <summary>Packet samples in all messages.</summary>
    public long Samples { get; internal set; }

    /// <summary>Flow records of <see cref="NotSentRecords"/> that the collector's queue had no room for: it was too slow for live traffic.</summary>
    public long QueueDropped { get; private set; }

    /// <summary>Flow records in messages that were not sent, or that got into none.</summary>
    public long NotSentRecords { get; private set; }

    /// <summary>Packets of those records.</summary>
    public long NotSentPackets { get; private set; }

    /// <summary>Layer-3 octets of those records.</summary>
    public long NotSentOctets { get; private set; }

    /// <summary>When a record was first not sent.</summary>
    public DateTimeOffset? FirstNotSent { get; private set; }

    /// <summary>When a record was last not sent.</summary>
    public DateTimeOffset? LastNotSent { get; private set; }

    /// <summary>Messages that were not sent, or were answered by a refusal.</summary>
    public long Errors
    {
        get
        {
            long errors = 0;
            foreach (long count in _results.AsSpan((int)SendResult.Sent + 1)) errors += count;
            return errors;
        }
    }

    /// <summary>Sequence number of the next message: data records in IPFIX, flows in v5, messages in v9 and sFlow; modulo 2^32.</summary>
    public uint Sequence { get; internal set; }

    /// <summary>When the last message was sent, <see langword="null"/> before the first.</summary>
    public DateTimeOffset? LastExportTime { get; private set; }

    /// <summary>How many messages came out like this.</summary>
    public long Count(SendResult result) => _results[(int)result];

    internal void OnMessage(int records, int steps)
    {
        Records += records;
        Sequence += (uint)steps;
    }

    internal void OnSent(SendResult result, int messages, int octets, DateTimeOffset time)
    {
        _results[(int)result] += messages;
        if (result != SendResult.Sent) return;
        BytesSent += octets;
        LastExportTime = time;
    }

    // Rare, so the sums are made only now.
    internal void OnNotSent(FlowBatch batch, ReadOnlySpan<ushort> rows, DateTimeOffset time)
    {
        if (rows.IsEmpty) return;
        ReadOnlySpan<ulong> packets = batch.Column(FlowColumns.Packets);
        ReadOnlySpan<ulong> octets = batch.Column(FlowColumns.Bytes);
        (ulong allPackets, ulong allOctets) = (0, 0);
        foreach (ushort row in rows)
        {
            if (batch.IsValid(FlowColumns.Packets, row)) allPackets += packets[row];
            if (batch.IsValid(FlowColumns.Bytes, row)) allOctets += octets[row];
        }

        OnNotSent(rows.Length, allPackets, allOctets, time);
    }

    internal void OnLost(FlowLoss loss, int steps, DateTimeOffset time)
    {
        OnMessage(loss.Records, steps);
        OnNotSent(loss.Records, loss.Packets, loss.Octets, time);
        QueueDropped += loss.Records;
    }

    internal void OnNotSent(int records, ulong packets, ulong octets, DateTimeOffset time)
    {
        NotSentRecords += records;
        NotSentPackets += (long)packets;
        NotSentOctets += (long)octets;
        FirstNotSent ??= time;
        LastNotSent = time;
    }
}
