namespace Weir.Collector.Enriching.Networks;

/// <summary>Where networks are told of, and how many at most.</summary>
public sealed record NetworksOptions
{
    /// <summary>The files; what an earlier one says goes before what a later one does.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The files, for people.</summary>
    public string Names => string.Join(", ", Files);

    /// <summary>
    /// Networks of all files at most, more are refused. The default, 2 Mi, is more than the routes of the Internet (about 1.3 million in 2026) and than the prefixes of
    /// lists of countries (about 0.7 million). One takes some 200 octets while it is read, and up to 56 after that, beside its tag.
    /// </summary>
    public int MaxNetworks { get; init; } = 1 << 21;

    /// <summary>Octets of a line at most. The default, 1024, has room for two addresses, a country and a tag of <see cref="LabelTexts.MaxOctets"/> octets in quotes.</summary>
    public int MaxLineOctets { get; init; } = 1024;
}
