namespace Weir.App.Configuration.Schema;

/// <summary>A section there can be: its settings and the sections within it.</summary>
/// <param name="Name">Its word.</param>
/// <param name="Settings">Its settings, in the order people write them.</param>
/// <param name="Sections">Its sections.</param>
internal sealed record SectionSchema(string Name, IReadOnlyList<SettingSchema> Settings, IReadOnlyList<SectionSchema> Sections)
{
    /// <summary>What a name of it stands for, as in <c>collector NAME { … }</c>; <see langword="null"/> where it has no name and is there once.</summary>
    public string? NameOf { get; init; }

    /// <summary>What names it can have.</summary>
    public SettingType Names { get; init; } = SettingType.Name;

    /// <summary>Whether there are several, each with a name.</summary>
    public bool IsNamed => NameOf is not null;

    /// <summary>All words that can stand in it.</summary>
    public IEnumerable<string> Words => Settings.Select(static setting => setting.Name).Concat(Sections.Select(static section => section.Name));

    public SettingSchema? Setting(string name) => Settings.FirstOrDefault(setting => Is(setting.Name, name));

    public SectionSchema? Section(string name) => Sections.FirstOrDefault(section => Is(section.Name, name));

    // The keys of Microsoft.Extensions.Configuration do not tell cases apart.
    private static bool Is(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
