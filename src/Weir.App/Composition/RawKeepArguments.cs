using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Configuration.Schema;
using Weir.Collector.Journal;

namespace Weir.App.Composition;

/// <summary>How long, and how much of, what was received is kept as it came.</summary>
internal sealed class RawKeepArguments
{
    private readonly Option<string?> _keep = new("--raw-keep") { Description = "Keep what was received, as it came, this long after it is archived: 24h" };
    private readonly Option<string?> _maxSize = new("--raw-max-size") { Description = "Octets that this may take; beyond it the oldest goes: 500M, by itself 16G" };

    public void AddTo(Command command)
    {
        command.Options.Add(_keep);
        command.Options.Add(_maxSize);
    }

    /// <summary>The journal's options with these.</summary>
    public JournalOptions Apply(ParseResult line, JournalOptions journal)
    {
        if (line.GetValue(_keep) is { } keep)
            journal = journal with { RawKeep = DurationValue.TryParse(keep, out TimeSpan time) ? time : throw new UsageException($"{_keep.Name} {keep}: want {SettingType.Duration.Wanted}") };
        if (line.GetValue(_maxSize) is not { } size) return journal;
        if (journal.RawKeep is null) throw new UsageException($"{_maxSize.Name} is for {_keep.Name}: nothing is kept without it");
        long octets = OctetsText.Parse(size, _maxSize.Name);
        return journal with { MaxRawBytes = octets > 0 ? octets : throw new UsageException($"{_maxSize.Name} {size}: want more than 0 octets") };
    }
}
