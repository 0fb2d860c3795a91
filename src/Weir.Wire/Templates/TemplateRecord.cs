namespace Weir.Wire.Templates;

/// <summary>A template or options template as received or to be sent (RFC 7011 section 3.4.1 and 3.4.2, RFC 3954 section 5.2 and 6.1).</summary>
/// <param name="TemplateId">256 to 65535.</param>
/// <param name="Fields">The fields in the order of the record, scope fields first.</param>
/// <param name="ScopeFieldCount">How many of the fields are scope; 0 for a template that is not an options template.</param>
public sealed record TemplateRecord(ushort TemplateId, FieldSpecifier[] Fields, int ScopeFieldCount = 0)
{
    /// <summary>The first id a template may have.</summary>
    public const ushort FirstTemplateId = 256;

    /// <summary>Whether records of this template describe something else than a flow.</summary>
    public bool IsOptions => ScopeFieldCount > 0;
}
