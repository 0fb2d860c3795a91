namespace Weir.Wire.Templates;

/// <summary>How much of a template is believed.</summary>
public sealed record TemplateLimits
{
    /// <summary>The limits that hold where nothing else is said.</summary>
    public static TemplateLimits Default { get; } = new();

    /// <summary>Fields a template may have. The default is twice the number of elements IANA has registered.</summary>
    public int MaxFields { get; init; } = 1024;
}
