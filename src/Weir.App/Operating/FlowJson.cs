using System.Runtime.InteropServices;
using System.Text.Json;
using Weir.App.Output;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.App.Operating;

/// <summary>Flow records as JSON objects, each with the columns it has.</summary>
internal sealed class FlowJson(Utf8JsonWriter json, string interfaceName) : IFlowSink
{
    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            json.WriteStartObject();
            json.WriteString("interface", interfaceName);
            foreach (FlowColumn column in FlowColumns.All)
            {
                // For flows that go on, when they were received and why they ended mean nothing.
                if (column == FlowColumns.TimeReceivedNs || column == FlowColumns.FlowEndReason || !batch.Has(column) || !batch.IsValid(column, row)) continue;
                json.WritePropertyName(column.Name);
                Value(batch, column, row);
            }

            json.WriteEndObject();
        }
    }

    private void Value(FlowBatch batch, FlowColumn column, int row)
    {
        ReadOnlySpan<byte> octets = batch.Raw(column).Slice(row * column.Width, column.Width);
        switch (column.Type)
        {
            case LogicalType.UInt8: json.WriteNumberValue(octets[0]); break;
            case LogicalType.UInt16: json.WriteNumberValue(MemoryMarshal.Read<ushort>(octets)); break;
            case LogicalType.UInt32: json.WriteNumberValue(MemoryMarshal.Read<uint>(octets)); break;
            case LogicalType.UInt64: json.WriteNumberValue(MemoryMarshal.Read<ulong>(octets)); break;
            case LogicalType.Time: json.WriteStringValue(ValueText.Time(MemoryMarshal.Read<long>(octets))); break;
            case LogicalType.Address: json.WriteStringValue(MemoryMarshal.Read<IpAddress>(octets).ToString()); break;
            case LogicalType.Mac: json.WriteStringValue(MemoryMarshal.Read<MacAddress>(octets).ToString()); break;
            case LogicalType.Text: json.WriteStringValue(batch.Text((FlowColumn<BatchText>)column, row)); break;
            default: json.WriteNullValue(); break;
        }
    }
}
