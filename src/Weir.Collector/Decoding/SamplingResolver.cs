using Weir.Collector.Decoding.Moves;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Sessions.Sampling;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding;

/// <summary>
/// Gives records the sampling rate that they do not tell themselves. What is configured goes before all; then what the record or its
/// header says; then what options records said of the sampler that it names, of its interface, of its template, of its domain, of the
/// exporter. Where nobody said anything the rate stays null, and is counted.
/// </summary>
internal sealed class SamplingResolver(DecoderMetrics metrics)
{
    /// <summary>Fills the rates of a block whose other columns are done.</summary>
    public void Resolve(TemplatePlan plan, in RecordBlock block, FlowBatch batch)
    {
        if (block.Message.Session is not { } session) return;
        if (session.ConfiguredRates is { } configured) ApplyConfigured(configured, block, batch);
        // Only a rate of zero, which says nothing, leaves a row open here.
        bool isTold = plan.TellsRate || block.Message.SamplingRate != 0 || session.ConfiguredRates is not null;
        if (isTold && AllValid(block, batch)) return;
        if (session.Sampling.Count == 0 && session.Sampling.ExporterWide == 0) CountUnknown(block, batch);
        else if (!plan.NamesSampler && !session.Sampling.HasInterfaces) ApplyWhole(session, block, batch);
        else ApplyEach(plan, session, block, batch);
    }

    /// <summary>Tells the session of the rate that the last row of a block has, and whence.</summary>
    public static void Tally(ExporterSession session, TemplatePlan plan, in RecordBlock block, FlowBatch batch)
    {
        int row = block.Row + block.Count - 1;
        uint rate = batch.IsValid(FlowColumns.SamplingRate, row) ? batch.Column(FlowColumns.SamplingRate)[row] : 0;
        session.Tally.SamplingRate = rate;
        session.Tally.SamplingOrigin = rate == 0 ? SamplingOrigin.Unknown
            : session.ConfiguredRates?.Find(batch.IsValid(FlowColumns.InIf, row) ? batch.Column(FlowColumns.InIf)[row] : 0) is > 0 ? SamplingOrigin.Override
            : plan.TellsRate ? SamplingOrigin.Record
            : block.Message.SamplingRate != 0 ? SamplingOrigin.Header
            : SamplingOrigin.Options;
    }

    private static void ApplyConfigured(ConfiguredRates configured, in RecordBlock block, FlowBatch batch)
    {
        ReadOnlySpan<uint> interfaces = batch.Column(FlowColumns.InIf);
        for (int row = block.Row; row < block.Row + block.Count; row++)
        {
            uint rate = configured.Find(batch.IsValid(FlowColumns.InIf, row) ? interfaces[row] : 0);
            if (rate != 0) batch.Set(FlowColumns.SamplingRate, row, rate);
        }
    }

    private void ApplyWhole(ExporterSession session, in RecordBlock block, FlowBatch batch)
    {
        uint rate = OfWhole(block, session);
        for (int row = block.Row; row < block.Row + block.Count; row++)
        {
            if (batch.IsValid(FlowColumns.SamplingRate, row)) continue;
            if (rate != 0) batch.Set(FlowColumns.SamplingRate, row, rate);
            else metrics.RatesUnknown++;
        }
    }

    private void ApplyEach(TemplatePlan plan, ExporterSession session, in RecordBlock block, FlowBatch batch)
    {
        uint whole = OfWhole(block, session);
        for (int i = 0; i < block.Count; i++)
        {
            int row = block.Row + i;
            if (batch.IsValid(FlowColumns.SamplingRate, row)) continue;
            uint rate = OfSampler(plan, session, block.Octets.Slice(i * block.Stride, block.Stride));
            if (rate == 0) rate = OfInterface(session, FlowColumns.InIf, batch, row);
            if (rate == 0) rate = OfInterface(session, FlowColumns.OutIf, batch, row);
            if (rate == 0) rate = whole;
            if (rate != 0) batch.Set(FlowColumns.SamplingRate, row, rate);
            else metrics.RatesUnknown++;
        }
    }

    private static uint OfWhole(in RecordBlock block, ExporterSession session)
    {
        uint domain = session.Key.ObservationDomainId;
        uint rate = session.Sampling.Find(new(domain, SamplerKind.Template, block.TemplateId));
        if (rate == 0) rate = session.Sampling.Find(new(domain, SamplerKind.Domain, 0));
        return rate != 0 ? rate : session.Sampling.ExporterWide;
    }

    private uint OfSampler(TemplatePlan plan, ExporterSession session, ReadOnlySpan<byte> record)
    {
        uint domain = session.Key.ObservationDomainId;
        if (plan.Selector is { } selector && selector.Read(record) is var id and not 0)
        {
            uint rate = session.Sampling.Find(new(domain, SamplerKind.Selector, id));
            if (rate != 0) return rate;
            metrics.SamplersUnknown++;
        }

        if (plan.SelectionSequence is not { } sequence || sequence.Read(record) is not (var chain and not 0)) return 0;
        uint product = session.Sampling.Find(new(domain, SamplerKind.SelectionSequence, chain));
        if (product == 0) metrics.SamplersUnknown++;
        return product;
    }

    private static uint OfInterface(ExporterSession session, FlowColumn<uint> column, FlowBatch batch, int row) =>
        session.Sampling.HasInterfaces && batch.IsValid(column, row)
            ? session.Sampling.Find(new(session.Key.ObservationDomainId, SamplerKind.Interface, batch.Column(column)[row]))
            : 0;

    private void CountUnknown(in RecordBlock block, FlowBatch batch)
    {
        for (int row = block.Row; row < block.Row + block.Count; row++)
        {
            if (!batch.IsValid(FlowColumns.SamplingRate, row)) metrics.RatesUnknown++;
        }
    }

    private static bool AllValid(in RecordBlock block, FlowBatch batch)
    {
        for (int row = block.Row; row < block.Row + block.Count; row++)
        {
            if (!batch.IsValid(FlowColumns.SamplingRate, row)) return false;
        }

        return true;
    }
}
