namespace Weir.Wire.Templates;

/// <summary>The protocols whose messages carry templates. They agree on sets and differ in ids, padding and field specifiers.</summary>
public enum TemplateProtocol : byte
{
    /// <summary>RFC 3954.</summary>
    NetFlowV9 = 9,

    /// <summary>RFC 7011.</summary>
    Ipfix = 10,
}
