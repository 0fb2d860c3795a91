using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Wire.Elements;
using Weir.Wire.Ipfix;
using Weir.Wire.NetFlowV1;
using Weir.Wire.NetFlowV5;
using Weir.Wire.NetFlowV7;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;
using Weir.Wire.Templates;

namespace Weir.Collector.Dissecting;

/// <summary>
/// Writes messages as JSON for people, one line each: the header by the names of its specification, then the sets with all
/// fields of all records, options included. Templates are kept from one message to the next. Not for hot paths.
/// </summary>
/// <remarks>
/// <code>
/// {"exporter":"192.0.2.1","port":2055,"time":"…","protocol":"ipfix","version":10,…,"sets":[
///   {"setId":2,"templates":[{"templateId":256,"fields":[{"name":"sourceIPv4Address","length":4},…]}]},
///   {"setId":256,"records":[{"sourceIPv4Address":"198.51.100.7",…}]},
///   {"setId":300,"error":"UnknownTemplate","octets":124}],
///  "error":"BadLength","offset":212}
/// </code>
/// </remarks>
public sealed class MessageDissector(SessionOptions options) : IDisposable
{
    private readonly SessionTable _sessions = new(options);
    private readonly Utf8JsonWriter _json = new(Stream.Null);

    /// <summary>Writes one message and a line feed.</summary>
    public void Dissect(in ReceivedDatagram datagram, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        _json.WriteString("exporter", datagram.ExporterAddress.ToString());
        _json.WriteNumber("port", datagram.ExporterPort);
        _json.WritePropertyName("time");
        ElementJson.WriteTime(_json, AbstractDataType.DateTimeNanoseconds, datagram.TimeReceivedNs);
        WriteMessage(datagram);
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteMessage(in ReceivedDatagram datagram)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(datagram.Payload, out ushort version))
        {
            WriteError(DecodeStatus.Truncated, 0);
            return;
        }

        switch (version)
        {
            case IpfixHeader.Version:
                WriteIpfix(datagram);
                break;
            case NetFlowV9Header.Version:
                WriteNetFlowV9(datagram);
                break;
            case NetFlowV5Header.Version:
                WriteNetFlowV5(datagram);
                break;
            case NetFlowV7Header.Version:
                WriteNetFlowV7(datagram.Payload);
                break;
            case NetFlowV1Header.Version:
                WriteNetFlowV1(datagram.Payload);
                break;
            case SessionKey.SFlow:
                WriteSFlow(datagram.Payload);
                break;
            default:
                _json.WriteNumber("version", version);
                WriteError(DecodeStatus.UnknownVersion, 0);
                break;
        }
    }

    private void WriteSFlow(ReadOnlySpan<byte> datagram)
    {
        DecodeStatus status = SFlowHeader.TryRead(datagram, out SFlowHeader header, out SFlowStructureReader samples);
        WriteProtocol("sflow", SFlowHeader.Version);
        if (status != DecodeStatus.Ok)
        {
            WriteError(status, 0);
            return;
        }

        _json.WriteString("agent", header.Agent.ToString());
        _json.WriteNumber("subAgentId", header.SubAgentId);
        _json.WriteNumber("sequenceNumber", header.Sequence);
        _json.WriteNumber("uptime", header.UptimeMilliseconds);
        SFlowJson.Write(_json, ref samples);
    }

    private void WriteIpfix(in ReceivedDatagram datagram)
    {
        DecodeStatus status = IpfixMessageReader.TryOpen(datagram.Payload, out IpfixHeader header, out SetReader sets);
        WriteProtocol("ipfix", IpfixHeader.Version);
        if (status != DecodeStatus.Ok)
        {
            WriteError(status, 0);
            return;
        }

        _json.WriteNumber("length", header.Length);
        _json.WritePropertyName("exportTime");
        ElementJson.WriteTime(_json, AbstractDataType.DateTimeSeconds, header.ExportTimeSeconds * 1_000_000_000L);
        _json.WriteNumber("sequenceNumber", header.SequenceNumber);
        _json.WriteNumber("observationDomainId", header.ObservationDomainId);
        WriteSets(datagram, IpfixHeader.Version, header.ObservationDomainId, ref sets);
    }

    private void WriteNetFlowV9(in ReceivedDatagram datagram)
    {
        DecodeStatus status = NetFlowV9MessageReader.TryOpen(datagram.Payload, out NetFlowV9Header header, out SetReader sets);
        WriteProtocol("netflow9", NetFlowV9Header.Version);
        if (status != DecodeStatus.Ok)
        {
            WriteError(status, 0);
            return;
        }

        _json.WriteNumber("count", header.Count);
        _json.WriteNumber("sysUpTime", header.SysUpTimeMilliseconds);
        _json.WriteNumber("unixSecs", header.UnixSeconds);
        _json.WriteNumber("sequenceNumber", header.SequenceNumber);
        _json.WriteNumber("sourceId", header.SourceId);
        WriteSets(datagram, NetFlowV9Header.Version, header.SourceId, ref sets);
    }

    private void WriteNetFlowV5(in ReceivedDatagram datagram)
    {
        DecodeStatus status = NetFlowV5MessageReader.TryOpen(datagram.Payload, out NetFlowV5Header header, out ReadOnlySpan<byte> records);
        WriteProtocol("netflow5", NetFlowV5Header.Version);
        if (datagram.Payload.Length >= NetFlowV5Header.Size)
        {
            WriteTimes(header.Count, header.SysUpTimeMilliseconds, header.UnixSeconds, header.UnixNanoseconds);
            _json.WriteNumber("flowSequence", header.FlowSequence);
            _json.WriteNumber("engineType", header.EngineType);
            _json.WriteNumber("engineId", header.EngineId);
            _json.WriteNumber("samplingMode", header.SamplingMode);
            _json.WriteNumber("samplingInterval", header.SamplingInterval);
            WriteRecords(NetFlowV5Record.Layout, records);
        }

        if (status != DecodeStatus.Ok) WriteError(status, datagram.Payload.Length < NetFlowV5Header.Size ? 0 : NetFlowV5Header.Size + records.Length);
    }

    private void WriteNetFlowV7(ReadOnlySpan<byte> message)
    {
        DecodeStatus status = NetFlowV7Header.TryOpen(message, out NetFlowV7Header header, out ReadOnlySpan<byte> records);
        WriteProtocol("netflow7", NetFlowV7Header.Version);
        if (message.Length >= NetFlowV7Header.Size)
        {
            WriteTimes(header.Count, header.SysUpTimeMilliseconds, header.UnixSeconds, header.UnixNanoseconds);
            _json.WriteNumber("flowSequence", header.FlowSequence);
            WriteRecords(NetFlowV7Record.Layout, records);
        }

        if (status != DecodeStatus.Ok) WriteError(status, message.Length < NetFlowV7Header.Size ? 0 : NetFlowV7Header.Size + records.Length);
    }

    private void WriteNetFlowV1(ReadOnlySpan<byte> message)
    {
        DecodeStatus status = NetFlowV1Header.TryOpen(message, out NetFlowV1Header header, out ReadOnlySpan<byte> records);
        WriteProtocol("netflow1", NetFlowV1Header.Version);
        if (message.Length >= NetFlowV1Header.Size)
        {
            WriteTimes(header.Count, header.SysUpTimeMilliseconds, header.UnixSeconds, header.UnixNanoseconds);
            WriteRecords(NetFlowV1Record.Layout, records);
        }

        if (status != DecodeStatus.Ok) WriteError(status, message.Length < NetFlowV1Header.Size ? 0 : NetFlowV1Header.Size + records.Length);
    }

    private void WriteTimes(ushort count, uint sysUpTime, uint unixSeconds, uint unixNanoseconds)
    {
        _json.WriteNumber("count", count);
        _json.WriteNumber("sysUptime", sysUpTime);
        _json.WriteNumber("unixSecs", unixSeconds);
        _json.WriteNumber("unixNsecs", unixNanoseconds);
    }

    private void WriteRecords(TemplateLayout layout, ReadOnlySpan<byte> records)
    {
        _json.WriteStartArray("sets");
        _json.WriteStartObject();
        DataSetJson.Write(_json, layout, isNetFlowV9: false, records);
        _json.WriteEndObject();
        _json.WriteEndArray();
    }

    private void WriteSets(in ReceivedDatagram datagram, ushort version, uint domain, ref SetReader sets)
    {
        if (!_sessions.TryGet(datagram, version, domain, out ExporterSession? session))
        {
            WriteError(DecodeStatus.TooManyTemplates, 0);
            return;
        }

        _json.WriteStartArray("sets");
        while (sets.TryRead(out MessageSet set))
        {
            _json.WriteStartObject();
            _json.WriteNumber("setId", set.Id);
            WriteSet(set, session);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        if (sets.Status != DecodeStatus.Ok) WriteError(sets.Status, sets.Position);
    }

    private void WriteSet(in MessageSet set, ExporterSession session)
    {
        switch (set.Kind)
        {
            case SetKind.Templates or SetKind.OptionsTemplates:
                TemplateSetJson.Write(_json, set, session.Templates, _sessions.Options.Templates);
                break;
            case SetKind.Data when session.Templates.Find(set.Id) is { } template:
                if (template.IsOptions) _json.WriteBoolean("options", true);
                DataSetJson.Write(_json, template.Layout, set.Protocol == TemplateProtocol.NetFlowV9, set.Content);
                break;
            default:
                _json.WriteString("error", Name(set.Kind == SetKind.Data ? DecodeStatus.UnknownTemplate : DecodeStatus.ReservedSetId));
                _json.WriteNumber("octets", set.Content.Length);
                break;
        }
    }

    private void WriteProtocol(string protocol, uint version)
    {
        _json.WriteString("protocol", protocol);
        _json.WriteNumber("version", version);
    }

    private void WriteError(DecodeStatus status, int offset)
    {
        _json.WriteString("error", Name(status));
        _json.WriteNumber("offset", offset);
    }

    internal static string Name(DecodeStatus status) => status.ToString();
}
