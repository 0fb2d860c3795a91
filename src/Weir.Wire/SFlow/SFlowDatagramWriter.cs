using System.Buffers.Binary;
using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>
/// Writes one sFlow v5 datagram (sflow.org, «sFlow Version 5», section 5) into a buffer it never outgrows. Samples may come over time; one that
/// does not fit writes nothing and says so, and the datagram so far is whole.
/// <code>
/// +---------+--------------+---------------+--------------+----------+--------+---------+---------
/// | version | address type | agent address | sub agent id | sequence | uptime | samples | sample …
/// |    4    |   4: 1, 2    |    4 or 16    |      4       |    4     |   4    |    4    |
/// +---------+--------------+---------------+--------------+----------+--------+---------+---------
/// sample:  | format 4 | length 4 | … | records 4 | record …        record:  | format 4 | length 4 | …
/// </code>
/// </summary>
public sealed class SFlowDatagramWriter
{
    /// <summary>An interface index or data source from here on needs the expanded form: the short one has 24 bits for it.</summary>
    public const uint FirstExpandedIndex = 1 << 24;


    private readonly Memory<byte> _buffer;
    private readonly int _headerSize;
    private int _limit;
    private uint _samples;

    /// <summary>Begins a datagram without samples.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="agent">As whom collectors know the agent; none is 0.0.0.0.</param>
    /// <param name="subAgentId">Which of the agent's parts this is.</param>
    public SFlowDatagramWriter(Memory<byte> buffer, IpAddress agent, uint subAgentId)
    {
        _buffer = buffer;
        var header = new WireWriter(buffer.Span);
        bool ipv4 = agent.IsV4 || agent.IsNone;
        header.TryWriteUInt32(SFlowHeader.Version);
        header.TryWriteUInt32(ipv4 ? SFlowAddress.Ipv4 : SFlowAddress.Ipv6);
        if (ipv4) header.TryWriteUInt32(agent.IsNone ? 0 : agent.V4Bits);
        else if (header.TryReserve(16, out Span<byte> octets)) agent.WriteV6(octets);
        header.TryWriteUInt32(subAgentId);
        _headerSize = header.Position + 3 * sizeof(uint);
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, _headerSize, nameof(buffer));
        Reset(buffer.Length);
    }

    /// <summary>Octets so far, header included.</summary>
    public int Length { get; private set; }

    /// <summary>Whether there is no sample yet.</summary>
    public bool IsEmpty => _samples == 0;

    /// <summary>Begins the next datagram in the same buffer.</summary>
    /// <param name="limit">Octets it may have at most.</param>
    public void Reset(int limit)
    {
        Length = _headerSize;
        _limit = Math.Clamp(limit, _headerSize, _buffer.Length);
        _samples = 0;
    }

    /// <summary>Adds a flow sample: the raw header of a packet, and what else is known: the VLAN, the queue, the delay.</summary>
    public bool TryWrite(in SFlowFlowSample sample)
    {
        var writer = new WireWriter(_buffer.Span[Length.._limit]);
        bool expanded = sample.SourceIndex >= FirstExpandedIndex || sample.Input >= FirstExpandedIndex || sample.Output >= FirstExpandedIndex;
        writer.TryWriteUInt32(expanded ? SFlowFormats.ExpandedFlowSample : SFlowFormats.FlowSample);
        writer.TryWriteUInt32(0);
        writer.TryWriteUInt32(sample.Sequence);
        if (expanded) writer.TryWriteUInt32(0);
        writer.TryWriteUInt32(sample.SourceIndex);
        writer.TryWriteUInt32(sample.Rate);
        writer.TryWriteUInt32(sample.Pool);
        writer.TryWriteUInt32(sample.Drops);
        if (expanded) writer.TryWriteUInt32(0);
        writer.TryWriteUInt32(sample.Input);
        if (expanded) writer.TryWriteUInt32(0);
        writer.TryWriteUInt32(sample.Output);
        writer.TryWriteUInt32(1 + Known(sample.HasVlan) + Known(sample.EgressQueue.HasValue) + Known(sample.QueueDepth.HasValue) + Known(sample.TransitDelay.HasValue));
        if (!SFlowRecords.TryWriteRawHeader(ref writer, in sample)) return false;
        if (sample.HasVlan && !SFlowRecords.TryWriteSwitch(ref writer, in sample)) return false;
        if (sample.EgressQueue is { } queue && !SFlowRecords.TryWriteNumber(ref writer, SFlowRecords.EgressQueueFormat, queue)) return false;
        if (sample.TransitDelay is { } delay && !SFlowRecords.TryWriteNumber(ref writer, SFlowRecords.TransitFormat, delay)) return false;
        if (sample.QueueDepth is { } depth && !SFlowRecords.TryWriteNumber(ref writer, SFlowRecords.QueueDepthFormat, depth)) return false;
        End(writer.Position);
        return true;
    }

    /// <summary>Adds a counter sample: the counters of an interface, those of its Ethernet, and its name.</summary>
    public bool TryWrite(in SFlowInterfaceCounters counters, uint sequence)
    {
        var writer = new WireWriter(_buffer.Span[Length.._limit]);
        bool expanded = counters.Index >= FirstExpandedIndex;
        writer.TryWriteUInt32(expanded ? SFlowFormats.ExpandedCounterSample : SFlowFormats.CounterSample);
        writer.TryWriteUInt32(0);
        writer.TryWriteUInt32(sequence);
        if (expanded) writer.TryWriteUInt32(0);
        writer.TryWriteUInt32(counters.Index);
        ReadOnlySpan<byte> name = counters.Name.Span[..Math.Min(counters.Name.Length, SFlowInterfaceCounters.MaxNameOctets)];
        writer.TryWriteUInt32(1 + Known(counters.HasEthernet) + Known(!name.IsEmpty));
        if (!SFlowRecords.TryWriteInterface(ref writer, in counters)) return false;
        if (counters.HasEthernet && !SFlowRecords.TryWriteEthernet(ref writer, in counters)) return false;
        if (!name.IsEmpty && !SFlowRecords.TryWriteName(ref writer, name)) return false;
        End(writer.Position);
        return true;
    }

    /// <summary>Ends the datagram: writes what its header knows only now.</summary>
    /// <returns>The datagram, in the caller's buffer.</returns>
    public ReadOnlySpan<byte> Finish(uint sequence, uint uptimeMilliseconds)
    {
        Span<byte> late = _buffer.Span[(_headerSize - 3 * sizeof(uint))..];
        BinaryPrimitives.WriteUInt32BigEndian(late, sequence);
        BinaryPrimitives.WriteUInt32BigEndian(late[4..], uptimeMilliseconds);
        BinaryPrimitives.WriteUInt32BigEndian(late[8..], _samples);
        return _buffer.Span[..Length];
    }

    private static uint Known(bool value) => value ? 1u : 0;

    private void End(int sampleLength)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.Span[(Length + sizeof(uint))..], (uint)sampleLength - 2 * sizeof(uint));
        Length += sampleLength;
        _samples++;
    }
}
