using System.Globalization;
using Weir.Flows.Columns;
using Weir.Query.Sql;

namespace Weir.Storage.Parquet;

/// <summary>
/// The order of records in a file. Row groups are in the order of <see cref="Key"/>, so that queries skip most of them by their least and largest values. Within a
/// row group, which is read whole or not at all, nothing is gained by that order: there each exporter's records are in the order they came, in which times and sequence numbers
/// take least space (docs/benchmarks.md). Records that came together are in the order of <see cref="Key"/> again.
/// </summary>
/// <param name="Received">The column of the time of receipt, which all records have.</param>
/// <param name="Key">What row groups are ordered by.</param>
/// <param name="Within">What records of a row group are ordered by first.</param>
internal sealed record FileOrder(StoredColumn Received, StoredColumn[] Key, StoredColumn[] Within)
{
    /// <summary>
    /// Of flow records. Neighbouring addresses lie together: queries for a host or a network skip most row groups and grouping runs over few values at a time
    /// (docs/adr/0002 has the cost).
    /// </summary>
    internal static FileOrder Flows { get; } = new(
        StoredTimes.Received,
        [.. DuckDbDialect.InFiles(FlowColumns.SrcAddr), StoredTimes.Received],
        [
            .. DuckDbDialect.InFiles(FlowColumns.SamplerAddress), .. DuckDbDialect.InFiles(FlowColumns.ObservationDomainId), StoredTimes.Received,
            .. DuckDbDialect.InFiles(FlowColumns.SequenceNum),
        ]);

    /// <summary>Of interface counters.</summary>
    internal static FileOrder Counters { get; } = new(
        CounterTable.Received, [CounterTable.Received, .. DuckDbDialect.InFiles(FlowColumns.SamplerAddress)], [CounterTable.Received]);

    /// <summary>Of what came of exporters: in a row group each has its minutes together, whose columns hardly change.</summary>
    internal static FileOrder Exporters { get; } = new(
        ExporterTable.Received,
        [ExporterTable.Received],
        [.. DuckDbDialect.InFiles(FlowColumns.SamplerAddress), .. DuckDbDialect.InFiles(FlowColumns.ObservationDomainId), ExporterTable.Protocol, ExporterTable.Received]);

    /// <summary>Of a table.</summary>
    internal static FileOrder Of(string table) => table switch
    {
        ArchiveLayout.FlowsTable => Flows,
        ArchiveLayout.CountersTable => Counters,
        _ => Exporters,
    };

    /// <summary>A query that gives records in this order.</summary>
    /// <param name="from">A relation, and perhaps a condition.</param>
    /// <param name="rowGroupRows">Records of a row group.</param>
    /// <param name="has">Whether the relation has a column.</param>
    internal string Select(string from, int rowGroupRows, Func<StoredColumn, bool> has) => string.Create(CultureInfo.InvariantCulture, $"""
        SELECT * EXCLUDE (weir_row_group) FROM (
            SELECT *, (row_number() OVER (ORDER BY {string.Join(", ", Key.Where(has).Select(static column => column.Name + " NULLS LAST"))}) - 1) // {rowGroupRows} AS weir_row_group
            FROM {from})
        ORDER BY {string.Join(", ", Within.Union(Key).Where(has).Select(static column => column.Name).Prepend("weir_row_group"))}
        """);

    /// <summary>The names of the key's columns.</summary>
    internal string[] KeyNames => [.. Key.Select(static column => column.Name)];
}
