using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Weir.Exporter.Exporting.Options;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.NetFlowV9;

namespace Weir.Exporter.Exporting;

/// <summary>NetFlow v9 packets (RFC 3954). The sequence counts packets; times are system uptime.</summary>
internal sealed class NetFlowV9Export(CollectorOptions options, MessageOutlet outlet, ReportSources reports)
    : TemplateExport<NetFlowV9MessageWriter>(
        options, outlet, NetFlowV9Header.Size, NetFlowV9Reports.Of(outlet.Metrics, reports), NetFlowV9Reports.OfInterfaces())
{
    private readonly SystemUptime _uptime = new(outlet.Clock);

    protected override void OnBegin() => _uptime.Begin();

    protected override ReadOnlySpan<byte> Finish(ref NetFlowV9MessageWriter message, out int steps)
    {
        (uint uptime, uint seconds) = _uptime.HeaderInSeconds();
        steps = 1;
        return message.Finish(uptime, seconds, Outlet.Metrics.Sequence, Options.ObservationDomainId);
    }

    protected override int Fitting(FlowBatch batch, ReadOnlySpan<ushort> rows)
    {
        ReadOnlySpan<long> starts = batch.Column(FlowColumns.TimeFlowStartNs);
        ReadOnlySpan<long> ends = batch.Column(FlowColumns.TimeFlowEndNs);
        // No message holds more, and rows that do not come into this one are asked about again.
        int most = Math.Min(rows.Length, Outlet.MaxMessageLength / Ipv4.RecordLength + 1);
        for (int i = 0; i < most; i++)
        {
            if (!_uptime.TryTake(starts[rows[i]], ends[rows[i]])) return i;
        }

        return most;
    }

    protected override void Complete(ExportTemplate template, FlowBatch batch, ReadOnlySpan<ushort> rows, Span<byte> records)
    {
        WriteUptimes(template, FlowColumns.TimeFlowStartNs, batch, rows, records);
        WriteUptimes(template, FlowColumns.TimeFlowEndNs, batch, rows, records);
    }

    private void WriteUptimes(ExportTemplate template, FlowColumn<long> column, FlowBatch batch, ReadOnlySpan<ushort> rows, Span<byte> records)
    {
        int offset = template.OffsetOf(column);
        if (offset < 0) return;
        ReadOnlySpan<long> times = batch.Column(column);
        foreach (ushort row in rows)
        {
            BinaryPrimitives.WriteUInt32BigEndian(records[offset..], _uptime.MillisecondsAt(times[row]));
            offset += template.RecordLength;
        }
    }
}
