namespace Weir.Collector.Enriching.Networks;

/// <summary>Which cell of a line is what, as the first line of a networks file says: <c>network,tag,country</c> in any order.</summary>
/// <param name="Cells">Cells of each line.</param>
internal sealed record NetworksHeader(int Cells)
{
    /// <summary>The most cells that a header can have.</summary>
    public const int Most = 6;

    private const string Wanted = "want a first line such as network,tag,country,as or first,last,country";

    /// <summary>The cell of a prefix or an address; below zero: there is none.</summary>
    public int Network { get; private init; } = -1;

    /// <summary>The cell of a range's first address.</summary>
    public int First { get; private init; } = -1;

    /// <summary>The cell of a range's last address.</summary>
    public int Last { get; private init; } = -1;

    /// <summary>The cell of the tag.</summary>
    public int Tag { get; private init; } = -1;

    /// <summary>The cell of the country.</summary>
    public int Country { get; private init; } = -1;

    /// <summary>The cell of the autonomous system.</summary>
    public int System { get; private init; } = -1;

    /// <summary>Reads the first line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="cells">Where its cells are in it.</param>
    /// <exception cref="FormatException">It is no header; the message says what would be.</exception>
    public static NetworksHeader Read(ReadOnlySpan<char> line, ReadOnlySpan<Range> cells)
    {
        var header = new NetworksHeader(cells.Length);
        for (int cell = 0; cell < cells.Length; cell++)
        {
            string name = line[cells[cell]].ToString().ToLowerInvariant();
            (int before, header) = name switch
            {
                "network" => (header.Network, header with { Network = cell }),
                "first" => (header.First, header with { First = cell }),
                "last" => (header.Last, header with { Last = cell }),
                "tag" => (header.Tag, header with { Tag = cell }),
                "country" => (header.Country, header with { Country = cell }),
                "as" => (header.System, header with { System = cell }),
                _ => throw new FormatException($"there is no column '{NetworkText.Shown(name)}': {Wanted}"),
            };
            if (before >= 0) throw new FormatException($"column '{name}' is there twice");
        }

        bool isRange = header.First >= 0 && header.Last >= 0;
        bool hasPart = header.First >= 0 || header.Last >= 0;
        if (header.Network >= 0 ? hasPart : !isRange) throw new FormatException($"columns that do not say which addresses: {Wanted}");
        return header.Tag >= 0 || header.Country >= 0 || header.System >= 0 ? header : throw new FormatException($"neither a tag nor a country nor an as: {Wanted}");
    }
}
