using Weir.Collector.Decoding;
using Weir.Wire.Elements;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions.Interfaces;

/// <summary>
/// Reads the names of interfaces from the records of one options template: interfaceName (82) and interfaceDescription (83) with
/// ingressInterface (10) or egressInterface (14), or with the interface scope of NetFlow v9 (RFC 3954 section 6.1).
/// </summary>
internal sealed class InterfaceTemplate
{
    private readonly TemplateLayout _layout;
    private readonly int _index, _name, _description;

    private InterfaceTemplate(TemplateLayout layout, int index, int name, int description)
    {
        _layout = layout;
        (_index, _name, _description) = (index, name, description);
    }

    /// <summary>Compiles an options template; <see langword="null"/> where its records name no interfaces.</summary>
    public static InterfaceTemplate? TryCompile(TemplateLayout layout, bool isNetFlowV9)
    {
        int scopes = isNetFlowV9 ? layout.ScopeFieldCount : 0;
        int index = Array.FindIndex(layout.Fields, scopes, static field => field.EnterpriseNumber == 0 && field.ElementId is ElementId.IngressInterface or ElementId.EgressInterface);
        int scope = Array.FindIndex(layout.Fields, 0, scopes, static field => field.ElementId == NetFlowV9Scope.Interface);
        int name = Find(layout, scopes, ElementId.InterfaceName);
        int description = Find(layout, scopes, ElementId.InterfaceDescription);
        if (scope >= 0) index = scope;
        return index >= 0 && (name >= 0 || description >= 0) ? new(layout, index, name, description) : null;
    }

    /// <summary>Takes the names that the records of a set tell.</summary>
    /// <param name="set">The set.</param>
    /// <param name="session">Whose they are.</param>
    /// <param name="keep">Whether the records themselves are kept.</param>
    public void Learn(in MessageSet set, ExporterSession session, bool keep)
    {
        var walker = new RecordWalker(_layout, set.Content);
        while (walker.HasRecord)
        {
            ReadOnlySpan<byte> from = walker.Rest;
            ulong index = 0;
            ReadOnlySpan<byte> name = default, description = default;
            for (int i = 0; i < _layout.Fields.Length; i++)
            {
                if (!walker.TryReadField(i, out ReadOnlySpan<byte> octets)) return;
                if (i == _index) ElementValue.TryReadUnsigned(octets, out index);
                else if (i == _name) name = octets;
                else if (i == _description) description = octets;
            }

            ReadOnlySpan<byte> record = keep ? from[..(from.Length - walker.Rest.Length)] : default;
            if (index <= uint.MaxValue) session.InterfaceNames.Tell((uint)index, name, description, session, set.Id, record);
        }
    }

    private static int Find(TemplateLayout layout, int from, ushort element) =>
        Array.FindIndex(layout.Fields, from, field => field.EnterpriseNumber == 0 && field.ElementId == element);
}
