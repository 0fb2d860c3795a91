using System.Runtime.InteropServices;
using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.App.Tailing;

/// <summary>A value of a batch as an answer of the archive has it.</summary>
internal static class BatchValue
{
    public static ResultValue Of(FlowBatch batch, FlowColumn column, int row)
    {
        if (!batch.IsValid(column, row)) return ResultValue.Null;
        ReadOnlySpan<byte> octets = batch.Raw(column).Slice(row * column.Width, column.Width);
        return column.Type switch
        {
            LogicalType.Text => ResultValue.Of(Encoding.UTF8.GetString(batch.Text((FlowColumn<BatchText>)column, row))),
            LogicalType.Address => ResultValue.Of(MemoryMarshal.Read<IpAddress>(octets)),
            LogicalType.UInt8 => ResultValue.Of(octets[0]),
            LogicalType.UInt16 => ResultValue.Of(MemoryMarshal.Read<ushort>(octets)),
            LogicalType.UInt32 => ResultValue.Of(MemoryMarshal.Read<uint>(octets)),
            _ => ResultValue.Of(MemoryMarshal.Read<ulong>(octets)),
        };
    }
}
