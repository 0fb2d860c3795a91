using Weir.Collector.Decoding;
using Weir.Wire.Elements;
using Weir.Wire.Templates;

namespace Weir.Collector.Sessions.Applications;

/// <summary>
/// Reads the names of applications from the records of one options template (RFC 6759 section 5): applicationName (96), or applicationDescription (94)
/// where that is empty, with applicationId (95), as a scope or not. Cisco's NBAR sends them so, and FortiOS with its own enterprise in the identifier.
/// </summary>
internal sealed class ApplicationTemplate
{
    private readonly TemplateLayout _layout;
    private readonly int _id, _name, _description;

    private ApplicationTemplate(TemplateLayout layout, int id, int name, int description)
    {
        _layout = layout;
        (_id, _name, _description) = (id, name, description);
    }

    /// <summary>Compiles an options template; <see langword="null"/> where its records name no applications.</summary>
    public static ApplicationTemplate? TryCompile(TemplateLayout layout, bool isNetFlowV9)
    {
        // Scopes of NetFlow v9 have numbers of their own (RFC 3954 section 6.1).
        int from = isNetFlowV9 ? layout.ScopeFieldCount : 0;
        int id = Find(layout, from, ElementId.ApplicationId);
        int name = Find(layout, from, ElementId.ApplicationName);
        int description = Find(layout, from, ElementId.ApplicationDescription);
        return id >= 0 && (name >= 0 || description >= 0) ? new(layout, id, name, description) : null;
    }

    /// <summary>Takes the names that the records of a set tell.</summary>
    /// <param name="set">The set.</param>
    /// <param name="names">Where they go.</param>
    /// <param name="keep">Whether the records themselves are kept.</param>
    /// <returns>Names that there was no room for.</returns>
    public int Learn(in MessageSet set, ApplicationNames names, bool keep)
    {
        int refused = 0;
        var walker = new RecordWalker(_layout, set.Content);
        while (walker.HasRecord)
        {
            ReadOnlySpan<byte> from = walker.Rest;
            if (!TryRead(ref walker, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> name)) break;
            if (name.IsEmpty || !ApplicationKey.TryRead(id, out ApplicationKey key)) continue;
            if (!names.TryTell(key, name, set.Id, from[..(from.Length - walker.Rest.Length)], keep)) refused++;
        }

        return refused;
    }

    private bool TryRead(ref RecordWalker walker, out ReadOnlySpan<byte> id, out ReadOnlySpan<byte> name)
    {
        id = name = default;
        ReadOnlySpan<byte> description = default;
        for (int i = 0; i < _layout.Fields.Length; i++)
        {
            if (!walker.TryReadField(i, out ReadOnlySpan<byte> octets)) return false;
            if (i == _id) id = octets;
            else if (i == _name) name = Text(octets);
            else if (i == _description) description = Text(octets);
        }

        if (name.IsEmpty) name = description;
        return true;
    }

    // Of fixed length it is filled up, with zeros or with spaces.
    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> octets)
    {
        int end = octets.IndexOf((byte)0);
        return (end < 0 ? octets : octets[..end]).Trim((byte)' ');
    }

    private static int Find(TemplateLayout layout, int from, ushort element) =>
        Array.FindIndex(layout.Fields, from, field => field.EnterpriseNumber == 0 && field.ElementId == element);
}
