namespace Weir.Storage.Retention;

/// <summary>How long an archive keeps what, and how much of it.</summary>
public sealed record RetentionPolicy
{
    /// <summary>
    /// The tables that can have an age, as configuration names them. Sums by the minute, ten minutes and the hour are kept at least as long as
    /// the flows they are of, for without them they would be made again.
    /// </summary>
    public static IReadOnlyList<string> Tables { get; } = ["flows", "counters", "exporters", "rollup-1m", "rollup-10m", "rollup-1h", "rollup-1d"];

    /// <summary>Age by table, from the end of the hour of receipt; what is not here is kept for ever.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Ages { get; init; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);

    /// <summary>Octets of all files together; 0 is any number.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Whether nothing ever goes.</summary>
    public bool KeepsAll => Ages.Count == 0 && MaxBytes == 0;

    /// <summary>The age of a table.</summary>
    /// <returns><see langword="null"/> where it is kept for ever.</returns>
    public TimeSpan? AgeOf(string table)
    {
        if (!Ages.TryGetValue(table, out TimeSpan age)) return null;
        if (table is not ("rollup-1m" or "rollup-10m" or "rollup-1h")) return age;
        return Ages.TryGetValue("flows", out TimeSpan flows) ? (age > flows ? age : flows) : null;
    }
}
