using Weir.App.Configuration.Schema;
using Weir.App.Configuration.Syntax;

namespace Weir.App.Configuration.Sources;

/// <summary>Settings from the language of braces.</summary>
internal sealed class BracesSettings
{
    private readonly SettingStore _store;
    private readonly ProblemList _problems;
    private readonly string _source;

    private BracesSettings(SettingStore store, ProblemList problems, string source)
    {
        _store = store;
        _problems = problems;
        _source = source;
    }

    public static SettingStore Read(string text, string source, ProblemList problems)
    {
        var store = new SettingStore(problems);
        IReadOnlyList<ConfigurationStatement> statements = ConfigurationParser.Parse(text, source, problems);
        new BracesSettings(store, problems, source).Add("", WeirSchema.Root, statements);
        return store;
    }

    private void Add(string key, SectionSchema schema, IEnumerable<ConfigurationStatement> statements)
    {
        foreach (ConfigurationStatement statement in statements)
        {
            SettingOrigin origin = Origin(statement.Name);
            if (schema.Section(statement.Name.Text) is { } section) AddSection(key, section, statement, origin);
            else if (schema.Setting(statement.Name.Text) is not { } setting) _store.AddUnknown(schema, statement.Name.Text, origin);
            else if (statement.Block is not null) _problems.Add(origin, $"'{setting.Name}' is a setting: want '{setting.Name} VALUE;'");
            else _store.AddSetting(key, setting, statement.Values.Select(value => (value.Text, Origin(value))), origin);
        }
    }

    private void AddSection(string key, SectionSchema section, ConfigurationStatement statement, SettingOrigin origin)
    {
        if (statement.Block is null && !section.IsNamed)
        {
            _problems.Add(origin, $"'{section.Name}' is a section: want '{section.Name} {{ … }}'");
            return;
        }

        // Without braces, names of sections are a list: "interface eth0, eth1;".
        int most = statement.Block is null ? int.MaxValue : 1;
        if (statement.Values.Count > most) _problems.Add(Origin(statement.Values[1]), $"one block is for one name, found another: '{statement.Values[1].Text}'");
        if (statement.Values.Count == 0) AddBlock(null, origin);
        foreach (ConfigurationToken value in statement.Values.Take(most)) AddBlock(value.Text, Origin(value));

        void AddBlock(string? name, SettingOrigin place)
        {
            if (_store.AddSection(key, section, name, place) is { } below && statement.Block is { } block) Add(below, section, block);
        }
    }

    private SettingOrigin Origin(ConfigurationToken token) => new(_source, token.Position);
}
