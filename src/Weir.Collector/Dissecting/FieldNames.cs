using System.Globalization;
using Weir.Wire.Elements;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Templates;

namespace Weir.Collector.Dissecting;

/// <summary>
/// The JSON keys of a template's fields: the element's registered name; <c>enterprise/id</c> where it has none (0 for IANA's);
/// for scope fields of v9 options the name of the scope. A name that comes again gets <c>#2</c>, <c>#3</c> and so on, so that
/// every field has a key of its own and values need no lists.
/// </summary>
internal static class FieldNames
{
    /// <summary>The keys in the order of the fields.</summary>
    public static string[] Of(FieldSpecifier[] fields, int scopeFieldCount, bool isNetFlowV9)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] names = new string[fields.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string name = NameOf(fields[i], isNetFlowV9 && i < scopeFieldCount);
            int times = seen[name] = seen.GetValueOrDefault(name) + 1;
            names[i] = times == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}#{times}");
        }

        return names;
    }

    /// <summary>How the values of each field are read. Scope fields of NetFlow v9 are numbers.</summary>
    public static AbstractDataType TypeOf(TemplateLayout layout, int field, bool isNetFlowV9)
    {
        FieldSpecifier specifier = layout.Fields[field];
        if (isNetFlowV9 && field < layout.ScopeFieldCount)
        {
            return specifier.Length <= sizeof(ulong) ? AbstractDataType.Unsigned64 : AbstractDataType.OctetArray;
        }

        return ElementRegistry.Find(specifier.ElementId, specifier.EnterpriseNumber)?.Type ?? AbstractDataType.OctetArray;
    }

    private static string NameOf(FieldSpecifier field, bool isV9Scope) =>
        (isV9Scope ? NetFlowV9Scope.NameOf(field.ElementId) : ElementRegistry.Find(field.ElementId, field.EnterpriseNumber)?.Name)
        ?? string.Create(CultureInfo.InvariantCulture, $"{(isV9Scope ? "scope" : field.EnterpriseNumber)}/{field.ElementId}");
}
