namespace Weir.App.Output;

/// <summary>An answer ready to be written: columns, rows, and totals for people.</summary>
/// <param name="Columns">The columns in order.</param>
/// <param name="Rows">Rows of values; <see langword="null"/> where a row has none.</param>
internal sealed record Report(IReadOnlyList<ReportColumn> Columns, IEnumerable<object?[]> Rows)
{
    /// <summary>A last row under a table, one text for each column; not part of JSON or CSV.</summary>
    public string[]? Totals { get; init; }

    /// <summary>Whether the last column is prose, to be folded at the terminal's edge. Other columns never are: a broken number is none.</summary>
    public bool LastIsProse { get; init; }

    /// <summary>A line under a table: what was counted, how long it took.</summary>
    public string? Footnote { get; init; }
}

/// <summary>One column of a report.</summary>
/// <param name="Name">Key in JSON and heading in CSV.</param>
/// <param name="Kind">How people read its values.</param>
internal sealed record ReportColumn(string Name, ValueKind Kind);

/// <summary>How a value is shown to people. JSON and CSV carry the value itself.</summary>
internal enum ValueKind
{
    Text,
    Number,

    /// <summary>Octets, shown with a decimal unit.</summary>
    Octets,

    /// <summary>A count, shown with a decimal suffix when large.</summary>
    Count,

    /// <summary>Nanoseconds since 1970, shown as RFC 3339.</summary>
    Time,

    /// <summary>Nanoseconds, shown as seconds.</summary>
    Duration,

    /// <summary>IP protocol number, shown by name.</summary>
    Protocol,

    /// <summary>TCP control bits, shown as letters.</summary>
    TcpFlags,

    /// <summary>A change as a part of what was, shown as percent with a sign.</summary>
    Change,

    /// <summary>A share from 0 to 1, shown as percent with a bar.</summary>
    Share,
}
