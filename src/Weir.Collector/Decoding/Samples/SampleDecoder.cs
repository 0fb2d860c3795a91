using System.Buffers.Binary;
using Weir.Collector.Decoding.Counters;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;

namespace Weir.Collector.Decoding.Samples;

/// <summary>
/// Turns the samples of sFlow datagrams into records: each sampled or discarded packet is one, of one packet and as many octets as it
/// had on the wire. Rows wait until there are enough to be written column by column.
/// </summary>
/// <param name="outgoing">The batch of records.</param>
/// <param name="metrics">Counts samples.</param>
/// <param name="counters">Takes the counters of interfaces, if anybody does.</param>
internal sealed class SampleDecoder(OutgoingBatch outgoing, DecoderMetrics metrics, ICounterSink? counters)
{
    private readonly SampledRow[] _rows = new SampledRow[SampleColumns.MaxRows];
    private int _count;

    /// <summary>Decodes one sample. The status is that of the sample; what came of its records stands all the same.</summary>
    public DecodeStatus Accept(in SFlowStructure sample, in MessageContext message, SampleSources sources)
    {
        switch (sample.Format)
        {
            case SFlowFormats.FlowSample or SFlowFormats.ExpandedFlowSample:
                metrics.FlowSamples++;
                break;
            case SFlowFormats.DiscardedPacket:
                metrics.DiscardedPackets++;
                break;
            case SFlowFormats.CounterSample or SFlowFormats.ExpandedCounterSample:
                metrics.CounterSamples++;
                break;
            default:
                metrics.UnknownSamples++;
                return DecodeStatus.Ok;
        }

        DecodeStatus status = SFlowSampleHeader.TryRead(sample, out SFlowSampleHeader header, out SFlowStructureReader records);
        if (status != DecodeStatus.Ok) return status;
        if (!sources.TryObserve(sample.Format, header)) metrics.SampleSourcesRefused++;
        if (sample.Format is SFlowFormats.CounterSample or SFlowFormats.ExpandedCounterSample) return AcceptCounters(header, ref records, message);
        return AcceptPacket(header, ref records, message);
    }

    /// <summary>Writes the rows that wait.</summary>
    public void Flush()
    {
        SampleColumns.Write(_rows.AsSpan(0, _count), outgoing);
        _count = 0;
    }

    // A sample is of one data source: that of the interface where its class is 0.
    private DecodeStatus AcceptCounters(in SFlowSampleHeader header, ref SFlowStructureReader records, in MessageContext message)
    {
        var record = new CounterRecord { TimeReceivedNs = message.TimeReceivedNs, Exporter = message.ExporterAddress, ObservationDomainId = message.ObservationDomainId };
        if (header.SourceClass == 0 && header.SourceIndex != 0) record.Interface = header.SourceIndex;
        while (records.TryRead(out SFlowStructure structure))
        {
            if (structure.Format == SFlowFormats.PortName) LearnName(header, structure, message);
            else CounterStructure.Read(structure, ref record);
        }

        if (counters is not null && !record.IsEmpty)
        {
            counters.Write(record);
            metrics.CounterRecords++;
        }

        return records.Status;
    }

    // What the device calls the interface: a text behind its length.
    private static void LearnName(in SFlowSampleHeader header, in SFlowStructure structure, in MessageContext message)
    {
        if (header.SourceClass != 0 || message.Session is not { } session) return;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(structure.Content, out uint length) || length > structure.Content.Length - sizeof(uint)) return;
        session.InterfaceNames.Tell(header.SourceIndex, structure.Content.Slice(sizeof(uint), (int)length), default, session);
    }

    private DecodeStatus AcceptPacket(in SFlowSampleHeader header, ref SFlowStructureReader records, in MessageContext message)
    {
        ref SampledRow row = ref _rows[_count];
        row.Parts = SampleParts.None;
        row.Packet.Parts = PacketParts.None;
        DecodeStatus status = SampleRecords.Read(ref records, ref row, out bool hasPacket);
        if (!hasPacket)
        {
            metrics.SamplesWithoutPacket++;
            return status;
        }

        if ((row.Parts & SampleParts.Ip) == 0) metrics.SamplesNotIp++;
        Describe(header, message, ref row);
        if (message.Session is { } session) Tally(session, row);
        metrics.DataRecords++;
        if (++_count == _rows.Length) Flush();
        return status;
    }

    private static void Tally(ExporterSession session, in SampledRow row)
    {
        SessionTally tally = session.Tally;
        tally.AddRecords(row.TimeReceivedNs, 1);
        ulong octets = row.Octets;
        tally.Interfaces.AddIn(new(in row.Input), new(in octets));
        tally.Interfaces.AddOut(new(in row.Output), new(in octets));
        if ((row.Parts & SampleParts.Discarded) != 0) return;
        tally.SamplingRate = row.Rate;
        tally.SamplingOrigin = row.Rate == 0 ? SamplingOrigin.Unknown : session.ConfiguredRates?.Find(row.Input) is > 0 ? SamplingOrigin.Override : SamplingOrigin.Sample;
    }

    private static void Describe(in SFlowSampleHeader header, in MessageContext message, ref SampledRow row)
    {
        row.TimeReceivedNs = message.TimeReceivedNs;
        row.Agent = message.ExporterAddress;
        row.ObservationDomainId = message.ObservationDomainId;
        row.SequenceNumber = message.SequenceNumber;
        row.Input = header.Input.Index;
        row.Output = header.Output.Index;
        if (row.Input != 0) row.Parts |= SampleParts.Input;
        if (row.Output != 0) row.Parts |= SampleParts.Output;
        // A discarded packet is told by itself, not for others like it.
        row.Rate = header.Rate == 0 && header.DiscardReason is not null ? 1 : header.Rate;
        if (message.Session?.ConfiguredRates is { } configured && configured.Find(row.Input) is var rate and not 0) row.Rate = rate;
        if (row.Rate != 0) row.Parts |= SampleParts.Rate;
        if (header.SourceClass == 0 && header.SourceIndex != 0 && (row.Input != 0 || row.Output == header.SourceIndex))
        {
            // Where the source is not where the packet came in, it is where it went out, be it one way out of several.
            row.Direction = (byte)(header.SourceIndex == row.Input ? 0 : 1);
            row.Parts |= SampleParts.Direction;
        }

        if (header.DiscardReason is not { } reason) return;
        row.ForwardingStatus = DiscardReason.ToForwardingStatus(reason);
        row.Parts |= SampleParts.Discarded;
    }
}
