using Weir.App.Configuration.Schema;
using Weir.Storage.Retention;
using Weir.Storage.Rollups;
using Weir.Storage.Upkeep;

namespace Weir.App.Configuration.Options;

/// <summary>What <c>flow-collect</c> says of keeping the archive.</summary>
/// <param name="Options">How it is looked after.</param>
internal sealed record UpkeepSection(UpkeepOptions Options)
{
    internal const string CompactAfter = "compact-after";
    internal const string RollupSetting = "rollup";
    internal const string NoRollup = "none";
    internal const string RetentionSection = "retention";
    internal const string MaxSize = "max-size";

    /// <summary>As it was written, to tell whether two say the same.</summary>
    private string Text { get; init; } = "";

    public static UpkeepSection Read(SectionReader section)
    {
        string quiet = section.Text(CompactAfter);
        IReadOnlyList<string> rollups = section.Values(RollupSetting);
        (RetentionPolicy policy, string retention) = section.Section(RetentionSection, ReadPolicy) ?? Tuple.Create(new RetentionPolicy(), "");
        return new(new UpkeepOptions
        {
            Quiet = DurationValue.Read(quiet),
            Rollups = rollups.Count == 0 ? Rollup.Defaults : [.. rollups.Where(static text => text != NoRollup).Select(static text => Rollup.TryParse(text, out Rollup? rollup, out string? problem) ? rollup : throw new FormatException(problem))],
            Retention = policy,
        })
        { Text = string.Join('\n', [quiet, .. rollups, retention]) };
    }

    public bool Equals(UpkeepSection? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private static Tuple<RetentionPolicy, string> ReadPolicy(SectionReader section)
    {
        Dictionary<string, TimeSpan> ages = new(StringComparer.Ordinal);
        foreach (string table in RetentionPolicy.Tables)
        {
            if (section.OptionalText(table) is { } age) ages[table] = DurationValue.Read(age);
        }

        string size = section.OptionalText(MaxSize) ?? "";
        return Tuple.Create(
            new RetentionPolicy { Ages = ages, MaxBytes = SizeValue.TryParse(size, out long octets) ? octets : 0 },
            string.Join(' ', [.. ages.Select(static age => $"{age.Key}={age.Value}"), size]));
    }
}
