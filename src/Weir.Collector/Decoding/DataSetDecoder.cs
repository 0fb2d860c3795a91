using Weir.Collector.Decoding.Moves;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding;

/// <summary>Decodes data sets into a batch.</summary>
/// <param name="outgoing">The batch.</param>
/// <param name="metrics">Counts what was thrown away or changed.</param>
/// <param name="times">What becomes of times that cannot be right.</param>
internal sealed class DataSetDecoder(OutgoingBatch outgoing, DecoderMetrics metrics, TimeRepairOptions times)
{
    // A packed record can be nearly as long as a message; the usual ones then go by the hundred.
    private const int ScratchSize = 1 << 16;

    private readonly FlowBatch _batch = outgoing.Batch;
    private readonly SamplingResolver _rates = new(metrics);
    private readonly TimeRepair _times = new(times, metrics);
    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ScratchSize);

    /// <summary>Decodes all whole records of a data set's content. Returns how many there were.</summary>
    /// <param name="plan">How.</param>
    /// <param name="templateId">The id of their template; 0 where they need none.</param>
    /// <param name="content">The records.</param>
    /// <param name="message">The message they came in.</param>
    /// <param name="status">Why reading ended.</param>
    public int Decode(TemplatePlan plan, ushort templateId, ReadOnlySpan<byte> content, in MessageContext message, out DecodeStatus status)
    {
        if (!plan.IsFixedLength) return DecodePacked(plan, templateId, content, message, out status);
        status = DecodeStatus.Ok;
        return DecodeInPlace(plan, templateId, content, message);
    }

    private int DecodeInPlace(TemplatePlan plan, ushort templateId, ReadOnlySpan<byte> content, in MessageContext message)
    {
        int stride = plan.Stride;
        int total = content.Length / stride;
        for (int done = 0; done < total;)
        {
            int count = Math.Min(total - done, _batch.Free);
            Move(plan, templateId, content.Slice(done * stride, count * stride), content, count, message);
            done += count;
        }

        return total;
    }

    private int DecodePacked(TemplatePlan plan, ushort templateId, ReadOnlySpan<byte> content, in MessageContext message, out DecodeStatus status)
    {
        int total = 0;
        int at = 0;
        while (true)
        {
            int count = plan.Pack(content, ref at, _scratch, _batch.Free, out status);
            if (count == 0) return total;
            Move(plan, templateId, _scratch.AsSpan(0, count * plan.Stride), content, count, message);
            total += count;
        }
    }

    private void Move(TemplatePlan plan, ushort templateId, ReadOnlySpan<byte> records, ReadOnlySpan<byte> content, int count, in MessageContext message)
    {
        var block = new RecordBlock(templateId, records, content, plan.Stride, count, _batch.Count, in message);
        FillConstants(block);
        int rejected = 0;
        foreach (ColumnMove move in plan.Moves) rejected += move.Run(block, _batch);
        metrics.ValuesOutOfRange += rejected;
        _rates.Resolve(plan, block, _batch);
        if (plan.Application is { } application && message.Session is { Applications: { Count: > 0 } names }) ApplicationNaming.Name(application, names, block, _batch);
        // What the exporter itself says of its delay is learnt before anything is repaired.
        if (message.Session is { } session) Tally(session, plan, block);
        _times.Repair(block, _batch);
        outgoing.Add(count);
    }

    private void Tally(ExporterSession session, TemplatePlan plan, in RecordBlock block)
    {
        SessionTally tally = session.Tally;
        ReadOnlySpan<ulong> octets = _batch.IsValid(FlowColumns.Bytes, block.Row) ? _batch.Column(FlowColumns.Bytes).Slice(block.Row, block.Count) : default;
        if (plan.TellsInput) tally.Interfaces.AddIn(_batch.Column(FlowColumns.InIf).Slice(block.Row, block.Count), octets);
        if (plan.TellsOutput) tally.Interfaces.AddOut(_batch.Column(FlowColumns.OutIf).Slice(block.Row, block.Count), octets);
        tally.AddDelays(_batch, block.Row, block.Count, block.Message.ExportTimeNs);
        SamplingResolver.Tally(session, plan, block, _batch);
    }

    private void FillConstants(in RecordBlock block)
    {
        ref readonly MessageContext message = ref block.Message;
        Fill(FlowColumns.TimeReceivedNs, message.TimeReceivedNs, block);
        if (!message.ExporterAddress.IsNone) Fill(FlowColumns.SamplerAddress, message.ExporterAddress, block);
        Fill(FlowColumns.ObservationDomainId, message.ObservationDomainId, block);
        Fill(FlowColumns.SequenceNum, message.SequenceNumber, block);
        // A rate in the record itself, moved behind this, goes before the header's.
        if (message.SamplingRate != 0) Fill(FlowColumns.SamplingRate, message.SamplingRate, block);
    }

    private void Fill<T>(FlowColumn<T> column, T value, in RecordBlock block)
        where T : unmanaged
    {
        _batch.Column(column).Slice(block.Row, block.Count).Fill(value);
        _batch.SetValid(column, block.Row, block.Count);
    }
}
