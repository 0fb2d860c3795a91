using Weir.Flows.Columns;
using Weir.Query.Sql;

namespace Weir.Storage.Exports;

/// <summary>Columns of an export: those that the files have, as questions see them or as people read them.</summary>
internal static class ExportColumns
{
    /// <summary>The expressions, each with its name, in the order of the table of columns; those that it does not know, as counters are, behind.</summary>
    /// <param name="stored">The columns of the files.</param>
    /// <param name="asText">Addresses as text, not as they are stored.</param>
    internal static IReadOnlyList<string> Of(IReadOnlyList<string> stored, bool asText)
    {
        List<string> expressions = [];
        HashSet<string> left = new(stored, StringComparer.Ordinal);
        foreach (FlowColumn column in FlowColumns.All)
        {
            string[] names = [.. DuckDbDialect.Stored(column).Select(static each => each.Name)];
            // Times of records are made of other columns; those of counters and sums are there.
            bool isMade = left.Contains(DuckDbDialect.InFiles(column)[0].Name);
            if (!isMade && !names.All(left.Contains)) continue;
            left.ExceptWith(names);
            left.ExceptWith(DuckDbDialect.InFiles(column).Select(static each => each.Name));
            if (!asText) expressions.AddRange(names);
            else if (column.Type == LogicalType.Address) expressions.Add($"weir_ip({names[0]}, {names[1]}) AS {column.Name}");
            else if (column.Type == LogicalType.Mac) expressions.Add($"CASE WHEN {names[0]} IS NOT NULL THEN weir_mac({names[0]}) END AS {names[0]}");
            else expressions.Add(names[0]);
        }

        return [.. expressions, .. stored.Where(left.Contains)];
    }
}
