using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Tests.Metering;

/// <summary>Keeps every record by column name, those columns included that tell of a biflow's other direction.</summary>
internal sealed class ValueSink : IFlowSink
{
    public List<Dictionary<string, object>> Records { get; } = [];

    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            var record = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (FlowColumn column in FlowColumns.WithReverse)
            {
                if (batch.Has(column) && batch.IsValid(column, row)) record[column.Name] = Value(batch, column, row);
            }

            Records.Add(record);
        }
    }

    private static object Value(FlowBatch batch, FlowColumn column, int row) => column switch
    {
        FlowColumn<byte> to => (long)batch.Column(to)[row],
        FlowColumn<ushort> to => (long)batch.Column(to)[row],
        FlowColumn<uint> to => (long)batch.Column(to)[row],
        FlowColumn<ulong> to => (long)batch.Column(to)[row],
        FlowColumn<long> to => batch.Column(to)[row],
        FlowColumn<Wire.Primitives.IpAddress> to => batch.Column(to)[row].ToString(),
        FlowColumn<Wire.Primitives.MacAddress> to => batch.Column(to)[row].ToString(),
        _ => throw new NotSupportedException(column.Name),
    };
}
