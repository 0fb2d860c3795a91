namespace Weir.Wire.Templates;

/// <summary>What a set holds, told by its id (RFC 7011 section 3.3.2, RFC 3954 section 5).</summary>
public enum SetKind : byte
{
    /// <summary>An id that stands for nothing yet.</summary>
    Reserved = 0,

    /// <summary>Template records.</summary>
    Templates,

    /// <summary>Options template records.</summary>
    OptionsTemplates,

    /// <summary>Data records of the template whose id is the set's id.</summary>
    Data,
}
