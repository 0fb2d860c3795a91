using System.Text.Json;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;

namespace Weir.Collector.Dissecting;

/// <summary>
/// Writes the samples of an sFlow datagram as JSON objects.
/// <code>
/// "samples":[{"sample":"flow","sequenceNumber":7,"sourceClass":0,"sourceIndex":3,"samplingRate":1024,"samplePool":7168,"drops":0,
///             "input":3,"output":4,"records":[{"record":"rawHeader","protocol":"Ethernet","frameLength":118,…,"packet":{"srcAddr":…}},…]},
///            {"sample":"counters",…,"records":[{"record":"interface","ifIndex":3,…}]}]
/// </code>
/// </summary>
internal static class SFlowJson
{
    /// <summary>Writes the property <c>samples</c>, and <c>error</c> and <c>offset</c> where they cannot be read to the end.</summary>
    public static void Write(Utf8JsonWriter json, ref SFlowStructureReader samples)
    {
        json.WriteStartArray("samples");
        while (samples.TryRead(out SFlowStructure sample))
        {
            json.WriteStartObject();
            WriteSample(json, sample);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (samples.Status == DecodeStatus.Ok) return;
        json.WriteString("error", MessageDissector.Name(samples.Status));
        json.WriteNumber("offset", samples.Position);
    }

    private static void WriteSample(Utf8JsonWriter json, in SFlowStructure sample)
    {
        DecodeStatus status = SFlowSampleHeader.TryRead(sample, out SFlowSampleHeader header, out SFlowStructureReader records);
        switch (sample.Format)
        {
            case SFlowFormats.FlowSample or SFlowFormats.ExpandedFlowSample or SFlowFormats.DiscardedPacket:
                json.WriteString("sample", sample.Format == SFlowFormats.DiscardedPacket ? "discarded" : "flow");
                if (status == DecodeStatus.Ok) WriteFlow(json, sample.Format, header, ref records);
                break;
            case SFlowFormats.CounterSample or SFlowFormats.ExpandedCounterSample:
                json.WriteString("sample", "counters");
                if (status == DecodeStatus.Ok) WriteCounters(json, header, ref records);
                break;
            default:
                WriteUnknown(json, "sample", sample);
                return;
        }

        if (status == DecodeStatus.Ok) status = records.Status;
        if (status != DecodeStatus.Ok) json.WriteString("error", MessageDissector.Name(status));
    }

    private static void WriteFlow(Utf8JsonWriter json, uint format, in SFlowSampleHeader header, ref SFlowStructureReader records)
    {
        WriteSource(json, header);
        if (format != SFlowFormats.DiscardedPacket)
        {
            json.WriteNumber("samplingRate", header.Rate);
            json.WriteNumber("samplePool", header.Pool);
        }

        json.WriteNumber("drops", header.Drops);
        json.WriteNumber("input", header.Input.Value);
        if (header.Input.Format != SFlowPortFormat.Single) json.WriteNumber("inputFormat", (uint)header.Input.Format);
        json.WriteNumber("output", header.Output.Value);
        if (header.Output.Format != SFlowPortFormat.Single) json.WriteNumber("outputFormat", (uint)header.Output.Format);
        if (header.DiscardReason is { } reason) json.WriteNumber("reason", reason);
        WriteRecords(json, ref records, isCounter: false);
    }

    private static void WriteCounters(Utf8JsonWriter json, in SFlowSampleHeader header, ref SFlowStructureReader records)
    {
        WriteSource(json, header);
        WriteRecords(json, ref records, isCounter: true);
    }

    private static void WriteSource(Utf8JsonWriter json, in SFlowSampleHeader header)
    {
        json.WriteNumber("sequenceNumber", header.Sequence);
        json.WriteNumber("sourceClass", header.SourceClass);
        json.WriteNumber("sourceIndex", header.SourceIndex);
    }

    private static void WriteRecords(Utf8JsonWriter json, ref SFlowStructureReader records, bool isCounter)
    {
        json.WriteStartArray("records");
        while (records.TryRead(out SFlowStructure record))
        {
            json.WriteStartObject();
            DecodeStatus status = DecodeStatus.Ok;
            if (!isCounter && record.Format == SFlowFormats.RawHeader)
            {
                status = WriteRawHeader(json, record.Content);
            }
            else if (SFlowRecordFormats.Find(record.Format, isCounter) is { } format)
            {
                json.WriteString("record", format.Name);
                status = SFlowRecordJson.Write(json, format, record.Content);
            }
            else
            {
                WriteUnknown(json, "record", record);
            }

            if (status != DecodeStatus.Ok) json.WriteString("error", MessageDissector.Name(status));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static DecodeStatus WriteRawHeader(Utf8JsonWriter json, ReadOnlySpan<byte> record)
    {
        json.WriteString("record", "rawHeader");
        PacketFields packet = default;
        DecodeStatus status = SFlowPacketRecords.TryReadRawHeader(record, out SFlowRawHeader header, ref packet, out PacketParseResult result);
        if (status != DecodeStatus.Ok) return status;
        json.WriteString("protocol", header.Protocol.ToString());
        json.WriteNumber("frameLength", header.FrameLength);
        json.WriteNumber("stripped", header.Stripped);
        json.WriteString("header", Convert.ToHexStringLower(header.Octets));
        PacketJson.Write(json, packet, result);
        return DecodeStatus.Ok;
    }

    private static void WriteUnknown(Utf8JsonWriter json, string kind, in SFlowStructure structure)
    {
        json.WriteString(kind, "unknown");
        json.WriteNumber("enterprise", structure.Enterprise);
        json.WriteNumber("format", structure.Number);
        json.WriteString("octets", Convert.ToHexStringLower(structure.Content));
    }
}
