using Weir.App.Configuration.Schema;
using Weir.App.Configuration.Syntax;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Weir.App.Configuration.Sources;

/// <summary>
/// Settings from YAML with the same words: a section is a mapping, a section with a name a mapping of names, a list a sequence.
/// Read event by event, so that depth is bounded here; anchors and aliases, which multiply, are refused.
/// </summary>
internal sealed class YamlSettings
{
    private readonly SettingStore _store;
    private readonly ProblemList _problems;
    private readonly string _source;
    private readonly Parser _events;

    private YamlSettings(string text, SettingStore store, ProblemList problems, string source)
    {
        _events = new Parser(new StringReader(text));
        _store = store;
        _problems = problems;
        _source = source;
    }

    public static SettingStore Read(string text, string source, ProblemList problems)
    {
        var store = new SettingStore(problems);
        var reader = new YamlSettings(text, store, problems, source);
        try
        {
            reader.ReadDocument();
        }
        catch (YamlException failure)
        {
            problems.Add(reader.Origin(failure.Start), $"this is not YAML: {failure.Message.ReplaceLineEndings(" ")}");
        }
        catch (ArgumentException failure)
        {
            // A tag that is no URI is refused by the tag itself, not by the parser.
            problems.Add(reader.Origin(reader._events.Current?.End ?? Mark.Empty), $"this is not YAML: {failure.Message.ReplaceLineEndings(" ")}");
        }
        catch (InvalidOperationException)
        {
            // YamlDotNet's parser loses its own state on some broken nestings.
            problems.Add(reader.Origin(reader._events.Current?.End ?? Mark.Empty), "this is not YAML: something is not closed, or closed twice");
        }

        return store;
    }

    private void ReadDocument()
    {
        Next();
        while (_events.Current is StreamStart or DocumentStart) Next();
        if (_events.Current is null or StreamEnd) return;
        if (_events.Current is MappingStart) Mapping("", WeirSchema.Root, 0);
        else if (_events.Current is not Scalar { Value: "" }) Wrong("want a mapping of sections");
    }

    // From the start of a mapping to behind its end.
    private void Mapping(string key, SectionSchema schema, int depth)
    {
        Next();
        while (_events.Current is Scalar name)
        {
            Next();
            SettingOrigin origin = Origin(name.Start);
            if (schema.Section(name.Value) is { } section) Section(key, section, origin, depth);
            else if (schema.Setting(name.Value) is { } setting) Setting(key, setting, origin);
            else
            {
                _store.AddUnknown(schema, name.Value, origin);
                Skip();
            }
        }

        if (_events.Current is MappingEnd) Next();
        else Wrong("want the name of a setting or a section");
    }

    private void Section(string key, SectionSchema section, SettingOrigin origin, int depth)
    {
        if (depth >= SyntaxLimits.Depth) Skip();
        else if (!section.IsNamed) Body(_store.AddSection(key, section, null, origin), section, depth);
        else if (_events.Current is MappingStart) Names(key, section, depth);
        else foreach ((string name, SettingOrigin place) in Values()) _store.AddSection(key, section, name, place);
    }

    private void Names(string key, SectionSchema section, int depth)
    {
        Next();
        while (_events.Current is Scalar name)
        {
            Next();
            Body(_store.AddSection(key, section, name.Value, Origin(name.Start)), section, depth);
        }

        if (_events.Current is MappingEnd) Next();
        else Wrong($"want the name of {section.NameOf}");
    }

    private void Body(string? key, SectionSchema section, int depth)
    {
        if (key is not null && _events.Current is MappingStart)
        {
            Mapping(key, section, depth + 1);
            return;
        }

        if (_events.Current is not (MappingStart or Scalar { Value: "" })) Wrong($"'{section.Name}' is a section: want a mapping");
        Skip();
    }

    private void Setting(string key, SettingSchema setting, SettingOrigin origin)
    {
        if (_events.Current is MappingStart)
        {
            Wrong($"'{setting.Name}' is a setting: want a value");
            Skip();
            return;
        }

        _store.AddSetting(key, setting, Values(), origin);
    }

    // One scalar, or those of a sequence.
    private List<(string Text, SettingOrigin Origin)> Values()
    {
        var values = new List<(string, SettingOrigin)>();
        if (_events.Current is not SequenceStart)
        {
            Value(values);
            return values;
        }

        Next();
        while (_events.Current is not (SequenceEnd or StreamEnd or null)) Value(values);
        Next();
        return values;
    }

    private void Value(List<(string Text, SettingOrigin Origin)> values)
    {
        if (_events.Current is Scalar scalar)
        {
            if (scalar.Value.Length > SyntaxLimits.WordLength) Wrong($"this is longer than {SyntaxLimits.WordLength} characters");
            else if (values.Count == SyntaxLimits.Values) Wrong($"more than {SyntaxLimits.Values} values");
            else values.Add((scalar.Value, Origin(scalar.Start)));
        }
        else
        {
            Wrong("want a value");
        }

        Skip();
    }

    // Behind the node that begins here; by a count, not by recursion.
    private void Skip()
    {
        int open = 0;
        do
        {
            if (_events.Current is MappingStart or SequenceStart) open++;
            else if (_events.Current is MappingEnd or SequenceEnd) open--;
            Next();
        }
        while (open > 0 && _events.Current is not (null or StreamEnd));
    }

    private void Next()
    {
        do
        {
            if (!_events.MoveNext()) return;
        }
        while (_events.Current is Comment);
        if (_events.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false }) throw new YamlException(_events.Current.Start, _events.Current.End, "anchors and aliases are not read here");
    }

    private void Wrong(string message) => _problems.Add(Origin(_events.Current?.Start ?? Mark.Empty), message);

    private SettingOrigin Origin(Mark mark) => new(_source, new TextPosition((int)Math.Clamp(mark.Line, 1, int.MaxValue), (int)Math.Clamp(mark.Column, 1, int.MaxValue)));
}
