using System.Text.Json;
using Weir.Collector.Sessions;
using Weir.Wire.Elements;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Collector.Dissecting;

/// <summary>Writes the template records of a set as JSON objects and puts them in force.</summary>
internal static class TemplateSetJson
{
    /// <summary>Writes the property <c>templates</c>, and <c>error</c> where the set cannot be read to its end.</summary>
    public static void Write(Utf8JsonWriter json, in MessageSet set, TemplateStore store, TemplateLimits limits)
    {
        json.WriteStartArray("templates");
        var templates = new TemplateSetReader(set, limits);
        while (templates.TryRead(out RawTemplate raw))
        {
            DecodeStatus status = store.Apply(raw, out TemplateChange _);
            json.WriteStartObject();
            json.WriteNumber("templateId", raw.TemplateId);
            if (raw.IsWithdrawal) json.WriteBoolean("withdrawal", true);
            else WriteFields(json, raw.ToRecord(), raw.Protocol == TemplateProtocol.NetFlowV9);
            if (status != DecodeStatus.Ok) json.WriteString("error", MessageDissector.Name(status));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (templates.Status != DecodeStatus.Ok) json.WriteString("error", MessageDissector.Name(templates.Status));
    }

    private static void WriteFields(Utf8JsonWriter json, TemplateRecord template, bool isNetFlowV9)
    {
        if (template.IsOptions) json.WriteNumber("scopeFieldCount", template.ScopeFieldCount);
        json.WriteStartArray("fields");
        for (int i = 0; i < template.Fields.Length; i++)
        {
            FieldSpecifier field = template.Fields[i];
            bool isV9Scope = isNetFlowV9 && i < template.ScopeFieldCount;
            string? name = isV9Scope ? NetFlowV9Scope.NameOf(field.ElementId) : ElementRegistry.Find(field.ElementId, field.EnterpriseNumber)?.Name;
            json.WriteStartObject();
            if (name is not null)
            {
                json.WriteString("name", name);
            }
            else
            {
                json.WriteNumber("enterprise", field.EnterpriseNumber);
                json.WriteNumber("id", field.ElementId);
            }

            if (field.IsVariable) json.WriteString("length", "variable");
            else json.WriteNumber("length", field.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
