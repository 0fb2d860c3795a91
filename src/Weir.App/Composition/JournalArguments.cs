using System.CommandLine;
using System.Net;
using Weir.App.Commands;
using Weir.Collector.Journal;
using Weir.Collector.Journal.Reading;
using Weir.Collector.Teeing;

namespace Weir.App.Composition;

/// <summary>What every verb that reads a journal has: where it is, and which segments are meant.</summary>
internal sealed class JournalArguments
{
    private readonly Argument<string[]> _names = new("segment") { Description = "Segments by name; all where none is said", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _journal = new("--journal") { Description = "Directory of the journal" };
    private readonly Option<string?> _archive = new("--archive", "-a") { Description = "Directory of an archive, whose journal is meant: DIR/journal" };
    private readonly Option<string[]> _states = new("--state") { Description = $"Only segments in this state: {string.Join(", ", Words)}; may be repeated" };
    private readonly Option<string?> _since = new("--since") { Description = "Segments written to at or after: 2026-11-20 08:00, today, -1h" };
    private readonly Option<string?> _until = new("--until") { Description = "Segments begun before" };

    public JournalArguments() => _states.AcceptOnlyFromAmong([.. Words]);

    /// <summary>The states as users write them.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<SegmentState>().Select(WordOf)];

    /// <summary>A state as users write it.</summary>
    public static string WordOf(SegmentState state) => state.ToString().ToLowerInvariant();

    public void AddTo(Command command)
    {
        command.Arguments.Add(_names);
        command.Options.Add(_journal);
        command.Options.Add(_archive);
        command.Options.Add(_states);
        command.Options.Add(_since);
        command.Options.Add(_until);
    }

    /// <summary>The option for whose messages are meant, of verbs that give messages.</summary>
    public static Option<string[]> CreateExporters() => new("--exporter") { Description = "Only what these exporters sent: an address or a prefix; may be repeated" };

    /// <summary>The journal's directory.</summary>
    public string Directory(ParseResult line) => (line.GetValue(_journal), line.GetValue(_archive)) switch
    {
        ({ } journal, null) => journal,
        (null, { } archive) => Path.Combine(archive, "journal"),
        _ => throw new UsageException($"want {_journal.Name} DIR, or {_archive.Name} DIR"),
    };

    /// <summary>Which segments are meant.</summary>
    public SegmentChoice Read(ParseResult line, Option<string[]>? exporters = null) => new()
    {
        Names = [.. (line.GetValue(_names) ?? []).Select(Name)],
        States = [.. (line.GetValue(_states) ?? []).Select(static word => Enum.Parse<SegmentState>(word, ignoreCase: true))],
        SinceNs = RecordChoice.Time(line, _since),
        UntilNs = RecordChoice.Time(line, _until),
        Exporters = exporters is null ? [] : [.. (line.GetValue(exporters) ?? []).Select(text => Exporter(text, exporters.Name))],
    };

    private static SegmentName Name(string text) =>
        SegmentName.TryParse(text, out SegmentName name) ? name : throw new UsageException($"segment {text}: want a name as 'weir journal ls' has it");

    private static ExporterPrefix Exporter(string text, string option) =>
        TeeText.TryPrefix(text, out IPNetwork network) ? ExporterPrefix.Of(network) : throw new UsageException($"{option} {text}: want an address or a prefix");
}
