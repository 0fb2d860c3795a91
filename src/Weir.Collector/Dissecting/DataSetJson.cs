using System.Text.Json;
using Weir.Collector.Decoding;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Dissecting;

/// <summary>Writes the records of a data set as JSON objects. Padding fields are left out.</summary>
internal static class DataSetJson
{
    /// <summary>Writes the property <c>records</c>, and <c>error</c> where a record runs past the end of its set.</summary>
    public static void Write(Utf8JsonWriter json, TemplateLayout layout, bool isNetFlowV9, ReadOnlySpan<byte> content)
    {
        string[] names = FieldNames.Of(layout.Fields, layout.ScopeFieldCount, isNetFlowV9);
        var walker = new RecordWalker(layout, content);
        bool isWhole = true;
        json.WriteStartArray("records");
        while (isWhole && walker.HasRecord)
        {
            json.WriteStartObject();
            isWhole = TryWriteRecord(json, layout, names, isNetFlowV9, ref walker);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (!isWhole) json.WriteString("error", MessageDissector.Name(DecodeStatus.Truncated));
    }

    private static bool TryWriteRecord(Utf8JsonWriter json, TemplateLayout layout, string[] names, bool isNetFlowV9, ref RecordWalker walker)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (!walker.TryReadField(i, out ReadOnlySpan<byte> octets)) return false;
            if (layout.Fields[i] is { ElementId: ElementId.PaddingOctets, EnterpriseNumber: 0 }) continue;
            json.WritePropertyName(names[i]);
            ElementJson.WriteValue(json, FieldNames.TypeOf(layout, i, isNetFlowV9), octets);
        }

        return true;
    }
}
