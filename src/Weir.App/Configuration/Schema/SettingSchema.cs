namespace Weir.App.Configuration.Schema;

/// <summary>A setting there can be in a section.</summary>
/// <param name="Name">Its word.</param>
/// <param name="Type">What values it takes.</param>
/// <param name="Default">The value it has by itself; <see langword="null"/> where it has none.</param>
internal sealed record SettingSchema(string Name, SettingType Type, string? Default = null)
{
    /// <summary>Whether a section is wrong without it.</summary>
    public bool IsMandatory { get; init; }

    /// <summary>Whether it takes several values.</summary>
    public bool IsList { get; init; }

    /// <summary>A value that would be right, for the message that it is missing.</summary>
    public string Example { get; init; } = "";
}
