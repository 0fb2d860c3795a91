using System.Globalization;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Compaction;

/// <summary>Records between two values of the key that they are ordered by; an end that is not there is open.</summary>
/// <param name="From">First key, included: values of its columns.</param>
/// <param name="Until">First key after it.</param>
internal sealed record KeyRange(Int128[]? From, Int128[]? Until)
{
    // In the order of the key a column without a value comes last.
    private static readonly Int128 Absent = (Int128)ulong.MaxValue + 1;

    /// <summary>Ranges of at most some number of records each, as equal as can be; records of one key stay together.</summary>
    internal static IReadOnlyList<KeyRange> Split(DuckDbConnection connection, string relation, string[] key, long records, int most, CancellationToken cancellationToken)
    {
        long parts = (records + most - 1) / most;
        if (parts < 2) return [new(null, null)];
        long each = (records + parts - 1) / parts;
        var starts = new List<Int128[]>();
        string names = string.Join(", ", key.Select(static (_, i) => $"k{i}"));
        string columns = string.Join(", ", key.Select(static (column, i) => $"{Value(column)} AS k{i}"));
        string asked = string.Join(", ", key.Select(static (_, i) => $"CAST(k{i} AS VARCHAR)"));
        using DuckDbResult result = connection.Query(string.Create(CultureInfo.InvariantCulture, $"""
            SELECT {asked} FROM (SELECT {names}, row_number() OVER (ORDER BY {names}) AS place FROM (SELECT {columns} FROM {relation}))
            WHERE place % {each} = 1 AND place > 1 ORDER BY place
            """), cancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int row = 0; row < chunk.Count; row++)
                {
                    Int128[] start = [.. key.Select((_, i) => Int128.Parse(chunk.Text(i, row), CultureInfo.InvariantCulture))];
                    if (starts.Count == 0 || !starts[^1].SequenceEqual(start)) starts.Add(start);
                }
            }
        }

        return [.. Enumerable.Range(0, starts.Count + 1).Select(i => new KeyRange(i == 0 ? null : starts[i - 1], i == starts.Count ? null : starts[i]))];
    }

    /// <summary>The condition in SQL.</summary>
    internal string Condition(string[] key)
    {
        List<string> terms = [];
        if (From is not null) terms.Add($"NOT {IsBefore(key, From)}");
        if (Until is not null) terms.Add(IsBefore(key, Until));
        // Says less than the rows do, and is what row groups are skipped by.
        for (int i = 0; From is not null && Until is not null && i < key.Length; i++)
        {
            if (Until[i] < Absent) terms.Add(string.Create(CultureInfo.InvariantCulture, $"{key[i]} BETWEEN {From[i]} AND {Until[i]}"));
            if (From[i] != Until[i] || Until[i] == Absent) break;
        }

        return terms.Count == 0 ? "true" : string.Join(" AND ", terms);
    }

    private static string Value(string column) => string.Create(CultureInfo.InvariantCulture, $"coalesce({column}::HUGEINT, {Absent})");

    // Spelt out: DuckDB 1.5 makes a BETWEEN of two comparisons of rows, and then refuses it.
    private static string IsBefore(string[] key, Int128[] limit, int from = 0)
    {
        string value = Value(key[from]);
        string number = limit[from].ToString(CultureInfo.InvariantCulture) + "::HUGEINT";
        return from + 1 == key.Length ? $"{value} < {number}" : $"({value} < {number} OR ({value} = {number} AND {IsBefore(key, limit, from + 1)}))";
    }
}
