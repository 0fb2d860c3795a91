using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Tests;

/// <summary>Keeps every record it is given as boxed values by column name.</summary>
public sealed class FlowCollector : IFlowSink
{
    public List<Dictionary<string, object>> Records { get; } = [];

    public int Batches { get; private set; }

    public void Write(FlowBatch batch)
    {
        Batches++;
        for (int row = 0; row < batch.Count; row++)
        {
            var record = new Dictionary<string, object>(StringComparer.Ordinal);
            foreach (FlowColumn column in FlowColumns.All)
            {
                if (batch.IsValid(column, row)) record[column.Name] = Value(batch, column, row);
            }

            Records.Add(record);
        }
    }

    private static object Value(FlowBatch batch, FlowColumn column, int row) => column switch
    {
        FlowColumn<byte> to => batch.Column(to)[row],
        FlowColumn<ushort> to => batch.Column(to)[row],
        FlowColumn<uint> to => batch.Column(to)[row],
        FlowColumn<ulong> to => batch.Column(to)[row],
        FlowColumn<long> to => batch.Column(to)[row],
        FlowColumn<Wire.Primitives.IpAddress> to => batch.Column(to)[row].ToString(),
        FlowColumn<BatchText> to => System.Text.Encoding.UTF8.GetString(batch.Text(to, row)),
        FlowColumn<Wire.Primitives.MacAddress> to => batch.Column(to)[row].ToString(),
        _ => throw new NotSupportedException(column.Name),
    };
}
