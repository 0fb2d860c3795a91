using Weir.App.Configuration.Schema;

namespace Weir.App.Configuration.Sources;

/// <summary>
/// Settings of one source as the flat keys of Microsoft.Extensions.Configuration, <c>flow-export:collector:lab:port</c>, each with
/// the place where it was written. A section leaves an empty value under its own key, so that it is there without settings.
/// </summary>
internal sealed class SettingStore(ProblemList problems)
{
    private const char Separator = ':';

    public Dictionary<string, string?> Values { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, SettingOrigin> Origins { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>A key below another.</summary>
    public static string Below(string key, string name) => key.Length == 0 ? name : key + Separator + name;

    /// <summary>Adds a section, with its name where it has one. Gives its key, or <see langword="null"/> where it cannot be.</summary>
    public string? AddSection(string parent, SectionSchema schema, string? name, SettingOrigin origin)
    {
        string key = Below(parent, schema.Name);
        if (schema.IsNamed)
        {
            if (name is null) return Wrong(origin, $"'{schema.Name}' wants the name of {schema.NameOf}");
            if (!schema.Names.Accepts(name)) return Wrong(origin, $"'{name}' is not the name of {schema.NameOf}: want {schema.Names.Wanted}");
            key = Below(key, SectionName.ToKey(name));
        }
        else if (name is not null)
        {
            return Wrong(origin, $"section '{schema.Name}' has no name, found '{name}'");
        }

        if (Origins.TryGetValue(key, out SettingOrigin? before)) return Wrong(origin, $"'{(name ?? schema.Name)}' is there already, at {before}");
        Values[key] = "";
        Origins[key] = origin;
        return key;
    }

    /// <summary>Adds the values of a setting. Those of a list come after the ones that are there.</summary>
    public void AddSetting(string parent, SettingSchema schema, IEnumerable<(string Text, SettingOrigin Origin)> values, SettingOrigin origin)
    {
        string key = Below(parent, schema.Name);
        if (!schema.IsList && Origins.TryGetValue(key, out SettingOrigin? before))
        {
            Wrong(origin, $"'{schema.Name}' is there already, at {before}");
            return;
        }

        int count = 0;
        int next = 0;
        while (Origins.ContainsKey(Below(key, Index(next)))) next++;
        Origins.TryAdd(key, origin);
        foreach ((string text, SettingOrigin place) in values)
        {
            count++;
            if (!schema.IsList && count > 1)
            {
                Wrong(place, $"'{schema.Name}' takes one value, found another: '{text}'");
                return;
            }

            string slot = schema.IsList ? Below(key, Index(next++)) : key;
            Values[slot] = text;
            Origins[slot] = place;
        }

        if (count == 0) Wrong(origin, $"'{schema.Name}' has no value: want {schema.Type.Wanted}");
    }

    /// <summary>A word that is neither a setting nor a section.</summary>
    public void AddUnknown(SectionSchema section, string word, SettingOrigin origin) =>
        Wrong(origin, Unknown(section, word));

    private static string Index(int number) => number.ToString("D4", System.Globalization.CultureInfo.InvariantCulture);

    private static string Unknown(SectionSchema section, string word)
    {
        string where = section.Name.Length == 0 ? "" : $" in {section.Name}";
        string guess = Query.Syntax.Suggestion.For(word, section.Words);
        return $"unknown word '{word}'{where}{(guess.Length > 0 ? guess : $"; there are {string.Join(", ", section.Words)}")}";
    }

    private string? Wrong(SettingOrigin origin, string message)
    {
        problems.Add(origin, message);
        return null;
    }
}
