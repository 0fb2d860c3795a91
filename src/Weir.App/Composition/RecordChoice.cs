using System.CommandLine;
using Weir.App.Commands;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Syntax;

namespace Weir.App.Composition;

/// <summary>Which records of which archive: what every verb has that reads one.</summary>
/// <param name="archive">The archive where none is said; <see langword="null"/>: one must be.</param>
/// <param name="isOptional">Whether something else may be said instead of an archive.</param>
internal sealed class RecordChoice(string? archive = null, bool isOptional = false)
{
    private readonly Option<string> _archive = ArchiveOption.Create(archive, isOptional);
    private readonly Option<string?> _since = new("--since") { Description = "Flows that ended at or after: 2026-11-20 08:00, today, -1h" };
    private readonly Option<string?> _until = new("--until") { Description = "Flows that ended before" };
    private readonly Option<string?> _time = new("--time") { Description = "Flows that ended within: -1h, today, yesterday, 2026-11-20, '2026-11-20 08:00..10:00'" };
    private readonly Option<bool> _duplicates = new("--with-duplicates") { Description = "Also records that a collector found to be duplicates of others" };
    private readonly Argument<string[]> _filter = FlowFilterArgument.Create("Which flows: 'src net 10.0.0.0/8 and dst port 443'");

    public void AddTo(Command command)
    {
        command.Arguments.Add(_filter);
        command.Options.Add(_archive);
        // Columns of the archive's own, before a word of the line is read as one.
        command.Validators.Add(line =>
        {
            if (line.GetValue(_archive) is { } directory) ConfiguredColumns.UseThoseOf(directory);
        });
        command.Options.Add(_time);
        command.Options.Add(_since);
        command.Options.Add(_until);
        command.Options.Add(_duplicates);
    }

    /// <summary>The option of the archive.</summary>
    public Option<string> Where => _archive;

    public string Archive(ParseResult line) => line.GetRequiredValue(_archive);

    /// <summary>The range that was said, by both ends or by words.</summary>
    public TimeRange Range(ParseResult line)
    {
        var ends = new TimeRange(Time(line, _since), Time(line, _until));
        if (line.GetValue(_time) is not { } text) return ends;
        if (!ends.IsAll) throw new UsageException($"{_time.Name} says both ends: leave {_since.Name} and {_until.Name} away");
        try
        {
            return TimeRangeText.Parse(text, TimeProvider.System);
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"{_time.Name}: {wrong.Message}");
        }
    }

    /// <summary>What the filter says; duplicates are left out unless it speaks of them.</summary>
    public Predicate Filter(ParseResult line) => Bind(line.GetValue(_filter)) is var filter && line.GetValue(_duplicates) ? DuplicateFilter.WithDuplicates(filter) : DuplicateFilter.WithoutDuplicates(filter);

    /// <summary>Whether a filter was said.</summary>
    public bool HasFilter(ParseResult line) => line.GetValue(_filter) is { Length: > 0 };

    /// <summary>A filter in one word or in many; none passes everything.</summary>
    public static Predicate Bind(string[]? words)
    {
        try
        {
            return FilterBinder.Bind(string.Join(' ', words ?? []), SavedFilters.OfUser);
        }
        catch (FilterException wrong)
        {
            throw new UsageException($"filter: {wrong.Message}");
        }
    }

    /// <summary>What a question about them is planned as. What cannot be one is wrong usage.</summary>
    public static T Planned<T>(Func<T> plan)
    {
        try
        {
            return plan();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }

    /// <summary>A time as users write it, in nanoseconds since 1970-01-01 UTC; <see langword="null"/> where none is said.</summary>
    public static long? Time(ParseResult line, Option<string?> option)
    {
        if (line.GetValue(option) is not { } text) return null;
        try
        {
            return TimeExpression.Parse(text, TimeProvider.System);
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"{option.Name}: {wrong.Message}");
        }
    }
}
