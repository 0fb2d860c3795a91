using System.Text;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>Files as a relation in SQL.</summary>
internal static class ParquetRelation
{
    /// <summary>The columns that the files have, null where some lack one.</summary>
    internal static string Of(params IEnumerable<string> paths) => $"read_parquet([{string.Join(", ", paths.Select(DuckDbTypes.Literal))}], union_by_name=true, hive_partitioning=false)";

    /// <summary>The same, and columns that perhaps none of them has; there may be no file at all.</summary>
    internal static string With(IEnumerable<StoredColumn> columns, params IEnumerable<string> paths)
    {
        var sql = new StringBuilder();
        foreach (StoredColumn column in columns) Null(sql, column);
        string none = $"SELECT {sql} WHERE false";
        return paths.Any() ? $"(SELECT * FROM {Of(paths)} UNION ALL BY NAME {none})" : $"({none})";
    }

    /// <summary>Files of flow records as questions see them: some columns that perhaps none of them has, all times in nanoseconds, and what else they have.</summary>
    internal static string Records(IEnumerable<FlowColumn> columns, params IEnumerable<string> paths) => Seen(columns, Of(paths));

    /// <summary>The same of a relation.</summary>
    internal static string Seen(IEnumerable<FlowColumn> columns, string relation)
    {
        var needed = new StringBuilder();
        foreach (FlowColumn column in columns)
        {
            if (column.Type != LogicalType.Time) Nulls(needed, DuckDbDialect.InFiles(column));
        }

        var times = new StringBuilder();
        foreach (FlowColumn column in StoredTimes.All)
        {
            Nulls(needed, StoredTimes.Of(column));
            times.Append(", ").Append(StoredTimes.Nanoseconds(column, static _ => true)).Append(" AS ").Append(column.Name);
        }

        return $"(SELECT *{times} FROM (SELECT * FROM {relation} UNION ALL BY NAME SELECT {needed} WHERE false))";
    }

    /// <summary>A query for no row of some columns as questions see them.</summary>
    /// <param name="columns">Of flows.</param>
    /// <param name="more">Others, before them: <c>NULL::UBIGINT AS name</c>.</param>
    /// <param name="isInFiles">Whether it also has the columns of files that times are made of.</param>
    /// <remarks>Loops, as each generic method that another room's structures are given to is compiled anew at each start.</remarks>
    internal static string Nothing(IEnumerable<FlowColumn> columns, string more = "", bool isInFiles = false)
    {
        var sql = new StringBuilder(more);
        foreach (FlowColumn column in columns)
        {
            Nulls(sql, DuckDbDialect.Stored(column));
            if (isInFiles && column.Type == LogicalType.Time) Nulls(sql, DuckDbDialect.InFiles(column));
        }

        return $"SELECT {sql} WHERE false";
    }

    private static void Nulls(StringBuilder sql, IReadOnlyList<StoredColumn> columns)
    {
        for (int i = 0; i < columns.Count; i++) Null(sql, columns[i]);
    }

    private static void Null(StringBuilder sql, StoredColumn column) => sql.Append(sql.Length == 0 ? "NULL::" : ", NULL::").Append(column.SqlType).Append(" AS ").Append(column.Name);
}
