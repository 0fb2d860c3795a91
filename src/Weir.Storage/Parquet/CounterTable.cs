using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Parquet;

/// <summary>The table of interface counters.</summary>
internal static class CounterTable
{
    /// <summary>When they were received, in nanoseconds: counters are few, and rates are made of the time between two.</summary>
    public static readonly StoredColumn Received = new(FlowColumns.TimeReceivedNs.Name, "BIGINT");

    /// <summary>The columns as they are stored: when, who, which interface, and the counters.</summary>
    public static IReadOnlyList<StoredColumn> Columns { get; } =
    [
        Received, .. DuckDbDialect.InFiles(FlowColumns.SamplerAddress), .. DuckDbDialect.InFiles(FlowColumns.ObservationDomainId), new(CounterColumns.Interface, "UINTEGER"), .. CounterColumns.Names.Select(static name => new StoredColumn(name, "UBIGINT")),
    ];

    /// <summary>Adds a record.</summary>
    public static void Append(ArrivingRows rows, in CounterRecord record)
    {
        (DuckDbChunk chunk, int row) = rows.Begin(record.TimeReceivedNs);
        (chunk.Values<ulong>(1)[row], chunk.Values<ulong>(2)[row]) = (record.Exporter.High, record.Exporter.Low);
        chunk.Values<uint>(3)[row] = record.ObservationDomainId;
        int at = 4;
        if (record.Interface is { } index) chunk.Values<uint>(at)[row] = index;
        else chunk.SetNull(at, row);
        for (int i = 0; i < CounterColumns.Count; i++)
        {
            at++;
            if (record.TryGet((CounterColumn)i, out ulong value)) chunk.Values<ulong>(at)[row] = value;
            else chunk.SetNull(at, row);
        }
    }
}
