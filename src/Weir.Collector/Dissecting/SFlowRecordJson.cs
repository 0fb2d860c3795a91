using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;

namespace Weir.Collector.Dissecting;

/// <summary>Writes the fields of one sFlow record as properties of a JSON object.</summary>
internal static class SFlowRecordJson
{
    /// <summary>Writes all fields that are there whole. A record may be longer than is known here, not shorter.</summary>
    public static DecodeStatus Write(Utf8JsonWriter json, SFlowRecordFormat format, ReadOnlySpan<byte> content)
    {
        var reader = new WireReader(content);
        foreach (SFlowField field in format.Fields)
        {
            DecodeStatus status = WriteField(json, field, ref reader);
            if (status != DecodeStatus.Ok) return status;
        }

        return DecodeStatus.Ok;
    }

    private static DecodeStatus WriteField(Utf8JsonWriter json, SFlowField field, ref WireReader reader)
    {
        ReadOnlySpan<byte> octets;
        switch (field.Type)
        {
            case SFlowFieldType.U32 when reader.TryReadUInt32(out uint number):
                json.WriteNumber(field.Name, number);
                return DecodeStatus.Ok;
            case SFlowFieldType.U64 when reader.TryReadUInt64(out ulong number):
                json.WriteNumber(field.Name, number);
                return DecodeStatus.Ok;
            case SFlowFieldType.Float when reader.TryReadBytes(sizeof(float), out octets):
                WriteFloat(json, field.Name, BinaryPrimitives.ReadSingleBigEndian(octets));
                return DecodeStatus.Ok;
            case SFlowFieldType.Mac when reader.TryReadBytes(8, out octets):
                json.WriteString(field.Name, MacAddress.From(octets).ToString());
                return DecodeStatus.Ok;
            case SFlowFieldType.Ipv4 when reader.TryReadUInt32(out uint bits):
                json.WriteString(field.Name, IpAddress.FromV4(bits).ToString());
                return DecodeStatus.Ok;
            case SFlowFieldType.Ipv6 when reader.TryReadBytes(16, out octets):
                json.WriteString(field.Name, new System.Net.IPAddress(octets).ToString());
                return DecodeStatus.Ok;
            case SFlowFieldType.Uuid when reader.TryReadBytes(16, out octets):
                json.WriteString(field.Name, new Guid(octets, bigEndian: true).ToString());
                return DecodeStatus.Ok;
            case SFlowFieldType.Address:
                DecodeStatus status = SFlowAddress.TryRead(ref reader, out IpAddress address);
                if (status == DecodeStatus.Ok) json.WriteString(field.Name, address.ToString());
                return status;
            case SFlowFieldType.Text:
                return WriteText(json, field.Name, ref reader);
            case SFlowFieldType.Numbers:
                return WriteNumbers(json, field.Name, ref reader);
            case SFlowFieldType.AsPath:
                return WritePath(json, field.Name, ref reader);
            default:
                return DecodeStatus.Truncated;
        }
    }

    // JSON has no infinities and no NaN.
    private static void WriteFloat(Utf8JsonWriter json, string name, float value)
    {
        if (float.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    private static DecodeStatus WriteText(Utf8JsonWriter json, string name, ref WireReader reader)
    {
        if (!reader.TryReadUInt32(out uint length)) return DecodeStatus.Truncated;
        if (length > (uint)reader.Remaining) return DecodeStatus.BadLength;
        reader.TryReadBytes((int)length, out ReadOnlySpan<byte> octets);
        reader.TrySkip(Math.Min(reader.Remaining, -(int)length & 3));
        json.WriteString(name, Encoding.UTF8.GetString(octets));
        return DecodeStatus.Ok;
    }

    private static DecodeStatus WriteNumbers(Utf8JsonWriter json, string name, ref WireReader reader)
    {
        if (!reader.TryReadUInt32(out uint count)) return DecodeStatus.Truncated;
        if (count > (uint)reader.Remaining / sizeof(uint)) return DecodeStatus.BadLength;
        json.WriteStartArray(name);
        while (count-- > 0 && reader.TryReadUInt32(out uint number)) json.WriteNumberValue(number);
        json.WriteEndArray();
        return DecodeStatus.Ok;
    }

    private static DecodeStatus WritePath(Utf8JsonWriter json, string name, ref WireReader reader)
    {
        if (!reader.TryReadUInt32(out uint segments)) return DecodeStatus.Truncated;
        DecodeStatus status = DecodeStatus.Ok;
        json.WriteStartArray(name);
        while (status == DecodeStatus.Ok && segments-- > 0)
        {
            if (!reader.TryReadUInt32(out uint type))
            {
                status = DecodeStatus.Truncated;
                break;
            }

            json.WriteStartObject();
            status = WriteNumbers(json, type == 1 ? "set" : "sequence", ref reader);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return status;
    }
}
