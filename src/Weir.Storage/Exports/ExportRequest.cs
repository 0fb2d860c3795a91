using Weir.Query.Planning;
using Weir.Storage.Parquet;

namespace Weir.Storage.Exports;

/// <summary>What is to be written of an archive, and where.</summary>
/// <param name="Plan">Which records: its filter and times. Tables other than flows have no filter.</param>
/// <param name="Format">As what.</param>
/// <param name="Path">The file, which is replaced when the new one is whole; or a pipe.</param>
public sealed record ExportRequest(QueryPlan Plan, ExportFormat Format, string Path)
{
    /// <summary>The table's directory: <c>flows</c>, <c>counters</c>, <c>exporters</c>, <c>rollup-1h/proto+dst_port</c>.</summary>
    public string Table { get; init; } = ArchiveLayout.FlowsTable;

    /// <summary>Whether it goes into a pipe, which is neither made nor replaced, and takes what was written once only.</summary>
    public bool IsPipe { get; init; }
}
