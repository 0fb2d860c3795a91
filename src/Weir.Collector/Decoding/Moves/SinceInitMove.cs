using System.Buffers.Binary;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Elements;

namespace Weir.Collector.Decoding.Moves;

/// <summary>
/// Moves times told as milliseconds since the exporter started, in IPFIX, whose header does not tell when that was: the record
/// itself does (systemInitTimeMilliseconds, RFC 5102 section 5.9.9).
/// </summary>
internal sealed class SinceInitMove(FlowColumn<long> column, int upTimeOffset, int initOffset) : ColumnMove(column)
{
    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        Span<long> values = batch.Column(column).Slice(block.Row, block.Count);
        batch.SetValid(Column, block.Row, block.Count);
        int rejected = 0;
        for (int i = 0, at = 0; i < values.Length; i++, at += block.Stride)
        {
            ulong init = BinaryPrimitives.ReadUInt64BigEndian(block.Octets[(at + initOffset)..]);
            uint upTime = BinaryPrimitives.ReadUInt32BigEndian(block.Octets[(at + upTimeOffset)..]);
            if (init <= long.MaxValue && ElementValue.TryScale(init + upTime, 1_000_000, out values[i])) continue;
            batch.SetNull(Column, block.Row + i, 1);
            rejected++;
        }

        return rejected;
    }
}
