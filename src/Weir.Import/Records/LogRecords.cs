using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Import.Records;

/// <summary>
/// Takes the fields of a log's records and makes batches of them. A record is there when it is committed; one that turns out to be bad
/// leaves nothing behind.
/// </summary>
/// <param name="sink">Takes the batches. Both directions of a conversation are one record there (docs/adr/0008-biflows-are-two-records.md).</param>
/// <param name="options">How logs are read.</param>
/// <param name="icmp">How the format tells ICMP's type and code.</param>
internal sealed class LogRecords(IFlowSink sink, LogImportOptions options, IcmpPorts icmp)
{
    private const byte Icmp = 1, Tcp = 6, Udp = 17, Dccp = 33, IcmpV6 = 58, Sctp = 132, UdpLite = 136;
    private const ushort EtherIPv4 = 0x0800, EtherIPv6 = 0x86DD;
    private const byte Initiator = 1;

    /// <summary>What is told of the record that is being read.</summary>
    internal LogRecord Record = LogRecord.Empty;

    private readonly FlowBatch _batch = new();

    /// <summary>Times in text: each has its own, which is quick where lines have nearly the same one after another.</summary>
    internal Values.TextTime StartTimes { get; } = new(options.Zone);

    internal Values.TextTime EndTimes { get; } = new(options.Zone);

    internal Values.TextTime ReceivedTimes { get; } = new(options.Zone);

    /// <summary>Records so far.</summary>
    internal long Count { get; private set; }

    /// <summary>Records whose other direction is one, too.</summary>
    internal long Conversations { get; private set; }

    /// <summary>Writes a value of the record.</summary>
    internal void Set<T>(FlowColumn<T> column, T value)
        where T : unmanaged => _batch.Set(column, _batch.Count, value);

    /// <summary>Writes a text of the record.</summary>
    internal void SetText(FlowColumn<BatchText> column, ReadOnlySpan<byte> utf8) => _batch.SetText(column, _batch.Count, utf8);

    /// <summary>Writes an address of the record: whose, the record has to know.</summary>
    internal void SetAddress(FlowColumn<IpAddress> column, IpAddress value)
    {
        Set(column, value);
        if (column == FlowColumns.SrcAddr) Record.HasSrc = true;
        else if (column == FlowColumns.DstAddr) Record.HasDst = true;
    }

    /// <summary>Ends a record.</summary>
    /// <returns>What it lacks; it is gone then.</returns>
    internal LogProblem Commit()
    {
        LogProblem problem = Complete();
        if (problem != LogProblem.None)
        {
            Abandon();
            return problem;
        }

        Count++;
        Record = LogRecord.Empty;
        if (++_batch.Count == FlowBatch.Capacity) Flush();
        return LogProblem.None;
    }

    /// <summary>Forgets what was read of a record.</summary>
    internal void Abandon()
    {
        foreach (FlowColumn column in FlowColumns.WithReverse)
        {
            if (_batch.Has(column)) _batch.SetNull(column, _batch.Count, 1);
        }

        Record = LogRecord.Empty;
    }

    /// <summary>Gives the records to the sink that it was not given yet.</summary>
    internal void Flush()
    {
        if (_batch.Count > 0) sink.Write(_batch);
        _batch.Clear();
    }

    private LogProblem Complete()
    {
        ref LogRecord record = ref Record;
        if (!record.HasSrc || !record.HasDst) return LogProblem.Missing;
        if (CompleteTimes(ref record) is var problem and not LogProblem.None) return problem;
        int row = _batch.Count;
        if (options.Exporter is { IsNone: false } exporter && !(_batch.Has(FlowColumns.SamplerAddress) && _batch.IsValid(FlowColumns.SamplerAddress, row))) Set(FlowColumns.SamplerAddress, exporter);
        Set(FlowColumns.Etype, _batch.Column(FlowColumns.SrcAddr)[row].IsV4 ? EtherIPv4 : EtherIPv6);
        if (record.HasPayload && !record.HasBytes) Set(FlowColumns.Bytes, record.Payload);
        if (record.HasReversePayload && !record.HasReverseBytes) Set(FlowColumns.ReverseBytes, record.ReversePayload);
        if (record.Protocol >= 0) Set(FlowColumns.Proto, (byte)record.Protocol);
        CompletePorts(record);
        if (record.HasFlags && record.Protocol == Tcp) Set(FlowColumns.TcpFlags, record.Flags);
        // Of a field that stands twice the last counts.
        if (!Counts(FlowColumns.ReversePackets) && !Counts(FlowColumns.ReverseBytes)) return LogProblem.None;
        Conversations++;
        if (record.HasReverseFlags && record.Protocol == Tcp) Set(FlowColumns.ReverseTcpFlags, record.ReverseFlags);
        Set(FlowColumns.BiflowDirection, Initiator);
        return LogProblem.None;
    }

    private bool Counts(FlowColumn<ulong> column) => _batch.Has(column) && _batch.IsValid(column, _batch.Count) && _batch.Column(column)[_batch.Count] != 0;

    private LogProblem CompleteTimes(ref LogRecord record)
    {
        if (record.Duration != LogRecord.NoTime)
        {
            // Finer than times that some formats cut to seconds.
            if (record.Start != LogRecord.NoTime) record.End = Sum(record.Start, record.Duration);
            else if (record.End != LogRecord.NoTime) record.Start = Sum(record.End, -record.Duration);
        }

        long received = record.Received != LogRecord.NoTime ? record.Received : record.End != LogRecord.NoTime ? record.End : record.Start;
        if (received == LogRecord.NoTime) return LogProblem.Missing;
        if (received < 0) return LogProblem.Time;
        Set(FlowColumns.TimeReceivedNs, received);
        if (record.Start != LogRecord.NoTime) Set(FlowColumns.TimeFlowStartNs, record.Start);
        if (record.End != LogRecord.NoTime) Set(FlowColumns.TimeFlowEndNs, record.End);
        else if (record.Start != LogRecord.NoTime) Set(FlowColumns.TimeFlowEndNs, record.Start);
        return LogProblem.None;

        static long Sum(long time, long more)
        {
            long sum = time + more;
            if (((time ^ sum) & (more ^ sum)) < 0) return time < 0 ? long.MinValue + 1 : long.MaxValue;
            return Math.Max(sum, long.MinValue + 1);
        }
    }

    private void CompletePorts(in LogRecord record)
    {
        switch (record.Protocol)
        {
            case Icmp or IcmpV6:
                if (icmp == IcmpPorts.Destination && record.DstPort != LogRecord.NoPort) SetIcmp((byte)(record.DstPort >> 8), (byte)record.DstPort);
                else if (icmp == IcmpPorts.Both && record is { SrcPort: >= 0 and <= 255, DstPort: >= 0 and <= 255 })
                    SetIcmp((byte)record.SrcPort, HasAnswer(record.Protocol, record.SrcPort, record.DstPort) ? (byte)0 : (byte)record.DstPort);
                break;
            case Tcp or Udp or Dccp or Sctp or UdpLite or < 0:
                if (record.SrcPort != LogRecord.NoPort) Set(FlowColumns.SrcPort, (ushort)record.SrcPort);
                if (record.DstPort != LogRecord.NoPort) Set(FlowColumns.DstPort, (ushort)record.DstPort);
                break;
        }
    }

    private void SetIcmp(byte type, byte code)
    {
        Set(FlowColumns.IcmpType, type);
        Set(FlowColumns.IcmpCode, code);
    }

    /// <summary>Whether one type of ICMP is answered by the other, so that the other is no code.</summary>
    private static bool HasAnswer(int protocol, int type, int other) => (protocol, Math.Min(type, other), Math.Max(type, other)) is
        (Icmp, 0, 8) or (Icmp, 9, 10) or (Icmp, 13, 14) or (Icmp, 15, 16) or (Icmp, 17, 18)
        or (IcmpV6, 128, 129) or (IcmpV6, 130, 131) or (IcmpV6, 133, 134) or (IcmpV6, 135, 136) or (IcmpV6, 139, 140) or (IcmpV6, 144, 145);
}
