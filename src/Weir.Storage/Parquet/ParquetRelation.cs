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

    /// <summary>The same, and columns that perhaps none of them has.</summary>
    internal static string With(IEnumerable<FlowColumn> columns, params IEnumerable<string> paths) =>
        $"(SELECT * FROM {Of(paths)} UNION ALL BY NAME {Nothing(columns)})";

    /// <summary>A query for no row of some columns.</summary>
    /// <param name="columns">Of flows.</param>
    /// <param name="more">Others, before them: <c>NULL::UBIGINT AS name</c>.</param>
    /// <remarks>Loops, as each generic method that another room's structures are given to is compiled anew at each start.</remarks>
    internal static string Nothing(IEnumerable<FlowColumn> columns, string more = "")
    {
        var sql = new StringBuilder(more);
        foreach (FlowColumn column in columns)
        {
            IReadOnlyList<StoredColumn> stored = DuckDbDialect.Stored(column);
            for (int part = 0; part < stored.Count; part++) sql.Append(sql.Length == 0 ? "NULL::" : ", NULL::").Append(stored[part].SqlType).Append(" AS ").Append(stored[part].Name);
        }

        return $"SELECT {sql} WHERE false";
    }
}
