namespace Weir.Wire.NetFlowV9;

/// <summary>
/// The scope fields of v9 options templates count in a number space of their own (RFC 3954 section 6.1): they are not
/// information elements.
/// </summary>
public static class NetFlowV9Scope
{
    /// <summary>The exporter as a whole.</summary>
    public const ushort System = 1;

    /// <summary>One interface, by its SNMP index.</summary>
    public const ushort Interface = 2;

    /// <summary>One template, by its id.</summary>
    public const ushort Template = 5;

    /// <summary>A name for a scope field type, in the manner of element names; <see langword="null"/> where RFC 3954 has none.</summary>
    public static string? NameOf(ushort scopeFieldType) => scopeFieldType switch
    {
        System => "scopeSystem",
        Interface => "scopeInterface",
        3 => "scopeLineCard",
        4 => "scopeCache",
        Template => "scopeTemplate",
        _ => null,
    };
}
