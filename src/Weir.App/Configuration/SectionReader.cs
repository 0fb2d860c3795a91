using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using Weir.App.Configuration.Schema;
using Weir.App.Configuration.Sources;

namespace Weir.App.Configuration;

/// <summary>Reads the settings of a section that was checked; what is not written has its default.</summary>
/// <param name="settings">The section.</param>
/// <param name="schema">What can be in it.</param>
/// <param name="name">Its name, empty where it has none.</param>
/// <param name="origins">Where each key was written, for the order of sections.</param>
internal sealed class SectionReader(IConfiguration settings, SectionSchema schema, string name, IReadOnlyDictionary<string, SettingOrigin> origins)
{
    public string Name => name;

    public string? OptionalText(string setting) => settings[setting] ?? Schema(setting).Default;

    public string Text(string setting) => OptionalText(setting)!;

    public long Integer(string setting) => long.Parse(Text(setting), CultureInfo.InvariantCulture);

    public int? OptionalInteger(string setting) => OptionalText(setting) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    public bool Flag(string setting) => Text(setting) == "true";

    public IPAddress? OptionalAddress(string setting) => OptionalText(setting) is { } text ? IPAddress.Parse(text) : null;

    public TimeSpan Seconds(string setting) => TimeSpan.FromSeconds(double.Parse(Text(setting), CultureInfo.InvariantCulture));

    public TimeSpan? OptionalSeconds(string setting) => OptionalText(setting) is { } text ? TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture)) : null;

    /// <summary>A time where 0 is off.</summary>
    public TimeSpan? Timeout(string setting) => Seconds(setting) is var time && time > TimeSpan.Zero ? time : null;

    /// <summary>All values of a list, in the order they were written.</summary>
    public IReadOnlyList<string> Values(string setting) =>
        [.. settings.GetSection(setting).GetChildren().Select(static one => one.Value!)];

    /// <summary>A section within; <see langword="null"/> where it is not there.</summary>
    public T? Section<T>(string section, Func<SectionReader, T> read)
        where T : class =>
        settings.GetSection(section) is var found && found.Exists() ? read(new SectionReader(found, Inner(section), "", origins)) : null;

    /// <summary>The sections of a kind, in the order they were written.</summary>
    public IReadOnlyList<T> Named<T>(string section, Func<SectionReader, T> read) =>
    [
        .. settings.GetSection(section).GetChildren()
            .OrderBy(one => origins.GetValueOrDefault(one.Path)?.Position ?? new TextPosition(int.MaxValue, 0)).ThenBy(static one => one.Key, StringComparer.Ordinal)
            .Select(one => read(new SectionReader(one, Inner(section), SectionName.FromKey(one.Key), origins))),
    ];

    private SettingSchema Schema(string setting) => schema.Setting(setting) ?? throw new InvalidOperationException($"no setting {setting} in {schema.Name}");

    private SectionSchema Inner(string section) => schema.Section(section) ?? throw new InvalidOperationException($"no section {section} in {schema.Name}");
}
