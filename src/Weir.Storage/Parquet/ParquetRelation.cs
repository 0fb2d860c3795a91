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
        $"(SELECT * FROM {Of(paths)} UNION ALL BY NAME SELECT {string.Join(", ", columns.SelectMany(DuckDbDialect.Stored).Select(static stored => $"NULL::{stored.SqlType} AS {stored.Name}"))} WHERE false)";
}
