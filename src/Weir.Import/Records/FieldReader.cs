using Weir.Flows.Columns;
using Weir.Import.Values;
using Weir.Wire.Primitives;

namespace Weir.Import.Records;

/// <summary>Reads the text of a field into the record.</summary>
internal static class FieldReader
{
    private const ulong MaxPort = ushort.MaxValue;
    private const byte Forwarded = 64, DroppedByRule = 129; // RFC 7270 section 4.12: forwarded, unknown; dropped, ACL deny

    /// <returns>What is wrong with it; the record is to be abandoned then.</returns>
    internal static LogProblem Read(LogField field, ReadOnlySpan<byte> text, LogRecords records)
    {
        ref LogRecord record = ref records.Record;
        ulong number;
        switch (field)
        {
            case LogField.Ignored: return LogProblem.None;
            case LogField.SrcAddr: return Address(text, FlowColumns.SrcAddr, records, isNullable: false);
            case LogField.DstAddr: return Address(text, FlowColumns.DstAddr, records, isNullable: false);
            case LogField.SrcPort: return Port(text, ref record.SrcPort);
            case LogField.DstPort: return Port(text, ref record.DstPort);
            case LogField.Protocol:
                if (!TextProtocol.TryParse(text, out byte protocol)) return text.SequenceEqual("unknown_transport"u8) ? LogProblem.None : LogProblem.Protocol;
                record.Protocol = protocol;
                return LogProblem.None;
            case LogField.Bytes:
                if (!TextNumber.TryParse(text, out number)) return LogProblem.Number;
                records.Set(FlowColumns.Bytes, number);
                record.HasBytes = true;
                return LogProblem.None;
            case LogField.Packets:
                if (!TextNumber.TryParse(text, out number)) return LogProblem.Number;
                records.Set(FlowColumns.Packets, number);
                return LogProblem.None;
            case LogField.ReverseBytes:
                if (!TextNumber.TryParse(text, out number)) return LogProblem.Number;
                records.Set(FlowColumns.ReverseBytes, number);
                record.HasReverseBytes = true;
                return LogProblem.None;
            case LogField.ReversePackets:
                if (!TextNumber.TryParse(text, out number)) return LogProblem.Number;
                records.Set(FlowColumns.ReversePackets, number);
                return LogProblem.None;
            case LogField.PayloadBytes:
                record.HasPayload = true;
                return TextNumber.TryParse(text, out record.Payload) ? LogProblem.None : LogProblem.Number;
            case LogField.ReversePayloadBytes:
                record.HasReversePayload = true;
                return TextNumber.TryParse(text, out record.ReversePayload) ? LogProblem.None : LogProblem.Number;
            case LogField.Start: return Time(text, ref record.Start, records.StartTimes);
            case LogField.End: return Time(text, ref record.End, records.EndTimes);
            case LogField.Received: return Time(text, ref record.Received, records.ReceivedTimes);
            case LogField.Duration:
                return TextNumber.TryParseBillionths(text, out record.Duration) && record.Duration >= 0 ? LogProblem.None : LogProblem.Time;
            default: return ReadRest(field, text, records);
        }
    }

    private static LogProblem ReadRest(LogField field, ReadOnlySpan<byte> text, LogRecords records)
    {
        ref LogRecord record = ref records.Record;
        ulong number;
        switch (field)
        {
            case LogField.TcpFlags:
                record.HasFlags = true;
                return TcpFlagText.TryParse(text, out record.Flags) ? LogProblem.None : LogProblem.Word;
            case LogField.History:
                (record.Flags, record.ReverseFlags) = TcpFlagText.OfHistory(text);
                record.HasFlags = record.HasReverseFlags = true;
                return LogProblem.None;
            case LogField.Application:
                records.SetText(FlowColumns.ApplicationName, text);
                return LogProblem.None;
            case LogField.RoundTripMilliseconds:
                if (!TextNumber.TryParse(text, uint.MaxValue / 1000, out number)) return LogProblem.Number;
                records.Set(FlowColumns.SocketRoundTrip, (uint)number * 1000);
                return LogProblem.None;
            case LogField.Action:
                bool isAccepted = text.SequenceEqual("ACCEPT"u8);
                if (!isAccepted && !text.SequenceEqual("REJECT"u8)) return LogProblem.Word;
                return Decided(isAccepted, records);
            case LogField.Direction:
                bool isEgress = text.SequenceEqual("egress"u8) || text.SequenceEqual("1"u8);
                if (!isEgress && !text.SequenceEqual("ingress"u8) && !text.SequenceEqual("0"u8)) return LogProblem.Word;
                records.Set(FlowColumns.Direction, isEgress ? (byte)1 : (byte)0);
                return LogProblem.None;
            case LogField.Reporter:
                bool isSource = text.StartsWith("SRC"u8);
                if (!isSource && !text.StartsWith("DEST"u8)) return LogProblem.Word;
                records.Set(FlowColumns.Direction, isSource ? (byte)1 : (byte)0);
                return LogProblem.None;
            case LogField.LogStatus: return text.SequenceEqual("OK"u8) ? LogProblem.None : LogProblem.NoData;
            case LogField.Tos: return Octet(text, FlowColumns.IpTos, records);
            case LogField.ForwardingStatus: return Octet(text, FlowColumns.ForwardingStatus, records, isNullable: true);
            case LogField.SrcPrefix: return Octet(text, FlowColumns.SrcNet, records, isNullable: true);
            case LogField.DstPrefix: return Octet(text, FlowColumns.DstNet, records, isNullable: true);
            case LogField.InInterface: return Number(text, FlowColumns.InIf, records);
            case LogField.OutInterface: return Number(text, FlowColumns.OutIf, records);
            case LogField.SrcAs: return Number(text, FlowColumns.SrcAs, records);
            case LogField.DstAs: return Number(text, FlowColumns.DstAs, records);
            case LogField.Vlan: return Vlan(text, FlowColumns.VlanId, records);
            case LogField.DstVlan: return Vlan(text, FlowColumns.DstVlan, records);
            case LogField.SrcMac: return Mac(text, FlowColumns.SrcMac, records);
            case LogField.DstMac: return Mac(text, FlowColumns.DstMac, records);
            case LogField.NextHop: return Address(text, FlowColumns.NextHop, records, isNullable: true);
            case LogField.BgpNextHop: return Address(text, FlowColumns.BgpNextHop, records, isNullable: true);
            case LogField.Sampler: return Address(text, FlowColumns.SamplerAddress, records, isNullable: true);
            case LogField.MplsLabel1: return Label(text, FlowColumns.MplsLabel1, FlowColumns.MplsExp1, records);
            case LogField.MplsLabel2: return Label(text, FlowColumns.MplsLabel2, FlowColumns.MplsExp2, records);
            default: return Label(text, FlowColumns.MplsLabel3, FlowColumns.MplsExp3, records);
        }
    }

    /// <summary>Says whether packets were let through.</summary>
    internal static LogProblem Decided(bool isAccepted, LogRecords records)
    {
        records.Set(FlowColumns.ForwardingStatus, isAccepted ? Forwarded : DroppedByRule);
        return LogProblem.None;
    }

    private static LogProblem Port(ReadOnlySpan<byte> text, ref int port)
    {
        if (TextNumber.TryParse(text, MaxPort, out ulong number))
        {
            port = (int)number;
            return LogProblem.None;
        }

        // Type and code of ICMP.
        int point = text.IndexOf((byte)'.');
        if (point < 0 || !TextNumber.TryParse(text[..point], byte.MaxValue, out ulong type) || !TextNumber.TryParse(text[(point + 1)..], byte.MaxValue, out ulong code)) return LogProblem.Number;
        port = (int)(type << 8 | code);
        return LogProblem.None;
    }

    private static LogProblem Time(ReadOnlySpan<byte> text, ref long time, TextTime times) =>
        (text.Length > 4 && text[4] == '-' ? times.TryParse(text, out time) : TextNumber.TryParseBillionths(text, out time) && time >= 0) ? LogProblem.None : LogProblem.Time;

    private static LogProblem Address(ReadOnlySpan<byte> text, FlowColumn<IpAddress> column, LogRecords records, bool isNullable)
    {
        if (isNullable && text.SequenceEqual("0.0.0.0"u8)) return LogProblem.None; // what nearly all lines have
        if (!TextAddress.TryParse(text, out IpAddress address)) return LogProblem.Address;
        bool isNone = address.IsNone || address == IpAddress.FromV4(0);
        if (!isNullable || !isNone) records.SetAddress(column, address);
        return LogProblem.None;
    }

    private static LogProblem Mac(ReadOnlySpan<byte> text, FlowColumn<MacAddress> column, LogRecords records)
    {
        if (text.SequenceEqual("00:00:00:00:00:00"u8)) return LogProblem.None; // what nearly all lines have
        if (!TextAddress.TryParse(text, out MacAddress address)) return LogProblem.Address;
        if (address.Bits != 0) records.Set(column, address);
        return LogProblem.None;
    }

    private static LogProblem Octet(ReadOnlySpan<byte> text, FlowColumn<byte> column, LogRecords records, bool isNullable = false)
    {
        if (!TextNumber.TryParse(text, byte.MaxValue, out ulong number)) return LogProblem.Number;
        if (!isNullable || number != 0) records.Set(column, (byte)number);
        return LogProblem.None;
    }

    private static LogProblem Vlan(ReadOnlySpan<byte> text, FlowColumn<ushort> column, LogRecords records)
    {
        if (!TextNumber.TryParse(text, ushort.MaxValue, out ulong number)) return LogProblem.Number;
        if (number != 0) records.Set(column, (ushort)number);
        return LogProblem.None;
    }

    private static LogProblem Number(ReadOnlySpan<byte> text, FlowColumn<uint> column, LogRecords records)
    {
        if (!TextNumber.TryParse(text, uint.MaxValue, out ulong number)) return LogProblem.Number;
        if (number != 0) records.Set(column, (uint)number);
        return LogProblem.None;
    }

    private static LogProblem Label(ReadOnlySpan<byte> text, FlowColumn<uint> label, FlowColumn<byte> traffic, LogRecords records)
    {
        if (text.SequenceEqual("0-0-0"u8)) return LogProblem.None; // what nearly all lines have
        int dash = text.IndexOf((byte)'-');
        int next = dash < 0 ? -1 : text[(dash + 1)..].IndexOf((byte)'-');
        if (next < 0 || !TextNumber.TryParse(text[..dash], 0xFFFFF, out ulong number) || !TextNumber.TryParse(text.Slice(dash + 1, next), 7, out ulong kind)) return LogProblem.Number;
        if (number == 0) return LogProblem.None;
        records.Set(label, (uint)number);
        records.Set(traffic, (byte)kind);
        return LogProblem.None;
    }
}
