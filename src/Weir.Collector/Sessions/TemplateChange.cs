namespace Weir.Collector.Sessions;

/// <summary>What a template record did to a store.</summary>
public enum TemplateChange : byte
{
    /// <summary>Nothing: it was known and the same, as in each refresh.</summary>
    None = 0,

    /// <summary>It is new.</summary>
    Added,

    /// <summary>It took the place of another one with its id.</summary>
    Replaced,

    /// <summary>It took one or all templates away.</summary>
    Withdrawn,

    /// <summary>It was a withdrawal on a transport where they are ignored.</summary>
    Ignored,

    /// <summary>It was not taken; the status says why.</summary>
    Refused,
}
