namespace Weir.Wire.Primitives;

/// <summary>
/// What came of reading bytes that somebody else wrote. Malformed input is a value, never an exception:
/// the caller counts the status by name and goes on.
/// </summary>
public enum DecodeStatus : byte
{
    /// <summary>The structure was read whole.</summary>
    Ok = 0,

    /// <summary>The bytes end before the structure does.</summary>
    Truncated,

    /// <summary>The version field names no protocol that is read here.</summary>
    UnknownVersion,

    /// <summary>A length field contradicts the bytes around it (shorter than its own header, or past the end).</summary>
    BadLength,

    /// <summary>A set id that RFC 7011 section 3.3.2 reserves (0, 1, 4 to 255).</summary>
    ReservedSetId,

    /// <summary>A template id below 256 (RFC 7011 section 3.4.1).</summary>
    BadTemplateId,

    /// <summary>A template whose records could have no octets: reading a set of them would never end.</summary>
    ZeroLengthTemplate,

    /// <summary>A template with more fields than the limit allows.</summary>
    TooManyFields,

    /// <summary>An options template with more scope fields than fields, or with none (RFC 7011 section 3.4.2.2).</summary>
    BadScopeCount,

    /// <summary>A data set whose template has not been received.</summary>
    UnknownTemplate,

    /// <summary>The template store is full.</summary>
    TooManyTemplates,
}
