using Weir.App.Configuration.Schema;
using Weir.App.Configuration.Syntax;

namespace Weir.App.Configuration.Sources;

/// <summary>
/// Settings from the environment, which override those of the file: <c>WEIR_FLOW_EXPORT__COLLECTOR__lab__PORT=4739</c>. Two
/// underscores part the words, one is a hyphen; names stay as they are; a list is parted by commas.
/// </summary>
internal static class EnvironmentSettings
{
    public const string Prefix = "WEIR_";

    public static SettingStore Read(IReadOnlyDictionary<string, string> environment, ProblemList problems)
    {
        var store = new SettingStore(problems);
        foreach ((string name, string value) in environment.OrderBy(static each => each.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) Add(store, problems, name, value);
        }

        return store;
    }

    private static void Add(SettingStore store, ProblemList problems, string variable, string value)
    {
        string[] words = variable[Prefix.Length..].Split("__");
        var origin = new SettingOrigin(variable, null);
        SectionSchema section = WeirSchema.Root;
        string key = "";
        // A variable of one word that is no setting is somebody else's.
        if (words.Length < 2 && section.Setting(Word(words[0])) is null) return;
        for (int i = 0; i < words.Length; i++)
        {
            string word = Word(words[i]);
            if (section.Section(word) is { } inner && i + 1 < words.Length)
            {
                string? name = inner.IsNamed ? words[++i] : null;
                key = SettingStore.Below(SettingStore.Below(key, inner.Name), SectionName.ToKey(name ?? "")).TrimEnd(':');
                if (!store.Origins.ContainsKey(key))
                {
                    if (name is not null && !inner.Names.Accepts(name)) break;
                    store.Values[key] = "";
                    store.Origins[key] = origin;
                }

                section = inner;
            }
            else if (section.Setting(word) is { } setting && i == words.Length - 1)
            {
                IEnumerable<string> values = setting.IsList ? value.Split(',', StringSplitOptions.TrimEntries) : [value];
                if (value.Length > SyntaxLimits.WordLength) problems.Add(origin, $"this is longer than {SyntaxLimits.WordLength} characters");
                else store.AddSetting(key, setting, values.Select(text => (text, origin)), origin);
                return;
            }
            else
            {
                store.AddUnknown(section, word, origin);
                return;
            }
        }

        problems.Add(origin, $"this names no setting: want {Prefix}SECTION__SETTING");
    }

    private static string Word(string part) => part.Replace('_', '-').ToLowerInvariant();
}
