using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Wire.NetFlowV1;
using Weir.Wire.NetFlowV5;
using Weir.Wire.NetFlowV7;
using Weir.Wire.Primitives;

namespace Weir.Collector.Decoding;

/// <content>NetFlow v1, v5 and v7, whose records have one form that needs no template.</content>
public sealed partial class DatagramDecoder
{
    private static readonly TemplatePlan NetFlowV5Plan = TemplatePlan.Compile(NetFlowV5Record.Layout, headerTellsSysUpTime: true);

    private static readonly TemplatePlan NetFlowV7Plan = TemplatePlan.Compile(NetFlowV7Record.Layout, headerTellsSysUpTime: true);

    private static readonly TemplatePlan NetFlowV1Plan = TemplatePlan.Compile(NetFlowV1Record.Layout, headerTellsSysUpTime: true);

    private void AcceptNetFlowV5(in ReceivedDatagram datagram)
    {
        DecodeStatus status = NetFlowV5MessageReader.TryOpen(datagram.Payload, out NetFlowV5Header header, out ReadOnlySpan<byte> records);
        CountMalformed(status, datagram);
        if (datagram.Payload.Length < NetFlowV5Header.Size) return;
        if (!TryGetSession(datagram, NetFlowV5Header.Version, header.Engine, out ExporterSession? session)) return;
        session.Tally.Faults.Add(status);

        var message = new MessageContext(
            datagram.TimeReceivedNs,
            datagram.ExporterAddress,
            header.Engine,
            header.FlowSequence,
            header.UnixSeconds * NanosecondsPerSecond + header.UnixNanoseconds,
            header.SysUpTimeMilliseconds,
            header.SamplingInterval,
            session);
        AcceptFixed(NetFlowV5Plan, records, message);
        session.Sequence.Observe(header.FlowSequence, header.Count);
    }

    private void AcceptNetFlowV7(in ReceivedDatagram datagram)
    {
        DecodeStatus status = NetFlowV7Header.TryOpen(datagram.Payload, out NetFlowV7Header header, out ReadOnlySpan<byte> records);
        CountMalformed(status, datagram);
        if (datagram.Payload.Length < NetFlowV7Header.Size) return;
        if (!TryGetSession(datagram, NetFlowV7Header.Version, 0, out ExporterSession? session)) return;
        session.Tally.Faults.Add(status);

        AcceptFixed(NetFlowV7Plan, records, new(
            datagram.TimeReceivedNs,
            datagram.ExporterAddress,
            0,
            header.FlowSequence,
            header.UnixSeconds * NanosecondsPerSecond + header.UnixNanoseconds,
            header.SysUpTimeMilliseconds,
            Session: session));
        session.Sequence.Observe(header.FlowSequence, header.Count);
    }

    // Nothing in v1 is numbered: what is lost is not seen.
    private void AcceptNetFlowV1(in ReceivedDatagram datagram)
    {
        DecodeStatus status = NetFlowV1Header.TryOpen(datagram.Payload, out NetFlowV1Header header, out ReadOnlySpan<byte> records);
        CountMalformed(status, datagram);
        if (datagram.Payload.Length < NetFlowV1Header.Size) return;
        if (!TryGetSession(datagram, NetFlowV1Header.Version, 0, out ExporterSession? session)) return;
        session.Tally.Faults.Add(status);

        AcceptFixed(NetFlowV1Plan, records, new(
            datagram.TimeReceivedNs,
            datagram.ExporterAddress,
            0,
            0,
            header.UnixSeconds * NanosecondsPerSecond + header.UnixNanoseconds,
            header.SysUpTimeMilliseconds,
            Session: session));
    }

    private void AcceptFixed(TemplatePlan plan, ReadOnlySpan<byte> records, in MessageContext message)
    {
        Metrics.DataSets++;
        int count = _records.Decode(plan, 0, records, message, out _);
        Metrics.DataRecords += count;
        message.Session!.Tally.AddExportTime(message.TimeReceivedNs, message.ExportTimeNs);
        message.Session.Tally.AddRecords(message.TimeReceivedNs, count);
    }
}
