using System.Diagnostics.CodeAnalysis;
using Weir.Flows.Columns;

namespace Weir.Storage.Rollups;

/// <summary>
/// Sums of bytes, packets and flows by some columns and by time. The columns name it, in its directory, too: what a rollup can answer
/// is known from the archive alone.
/// </summary>
public sealed class Rollup
{
    private const char Separator = '+';
    private const char LevelMark = '@';

    private Rollup(IReadOnlyList<FlowColumn> dimensions, RollupLevel finest)
    {
        Dimensions = dimensions;
        Finest = finest;
        Name = string.Join(Separator, dimensions.Select(static column => column.Name));
    }

    /// <summary>
    /// What is asked most, by how few rows it is (docs/benchmarks.md has the sizes): protocols, interfaces and services by the minute; hosts and networks,
    /// of which there are many, by ten minutes and the hour. Protocols have sums of their own although those of services tell them, too: a hundredth of the octets.
    /// </summary>
    public static IReadOnlyList<Rollup> Defaults { get; } =
        [.. ((string[])["proto", "sampler_address+in_if+out_if", "proto+dst_port", "src_as+dst_as@10m", "src_addr@10m", "dst_addr@10m"]).Select(static text => TryParse(text, out Rollup? rollup, out _) ? rollup : throw new FormatException(text))];

    /// <summary>Columns that are grouped by, beside the time and the sampling rate, by which sums are scaled.</summary>
    public IReadOnlyList<FlowColumn> Dimensions { get; }

    /// <summary>Its directory's name: <c>proto+dst_port</c>.</summary>
    public string Name { get; }

    /// <summary>The finest time it is made for.</summary>
    internal RollupLevel Finest { get; }

    /// <summary>The levels beside each file, finest first.</summary>
    internal IEnumerable<RollupLevel> Levels => RollupLevel.Beside.Where(level => level.Length >= Finest.Length);

    /// <summary>Reads <c>proto+dst_port</c> or, with the finest time, <c>src_addr@10m</c>.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="rollup">What it means.</param>
    /// <param name="problem">Why it means nothing.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Rollup? rollup, [NotNullWhen(false)] out string? problem)
    {
        rollup = null;
        problem = null;
        string[] halves = text.Split(LevelMark);
        RollupLevel? finest = halves.Length == 1 ? RollupLevel.Minute : RollupLevel.Beside.FirstOrDefault(level => level.Name == halves[1]);
        if (finest is null || halves.Length > 2)
        {
            problem = $"'{text}': want a finest time of {string.Join(", ", RollupLevel.Beside.Select(static level => level.Name))} behind {LevelMark}";
            return false;
        }

        var dimensions = new List<FlowColumn>();
        foreach (string name in halves[0].Split(Separator))
        {
            if (FlowColumns.Find(name) is not { } column) problem = $"there is no column '{name}'";
            else if (column.Role == ColumnRole.Measure || column.Type == LogicalType.Time) problem = $"'{name}' is no dimension";
            else if (dimensions.Contains(column)) problem = $"'{name}' stands twice";
            else dimensions.Add(column);
            if (problem is not null) return false;
        }

        rollup = new(dimensions, finest);
        return true;
    }

    internal string Table(RollupLevel level) => $"{level.Directory}/{Name}";
}
