using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Collector.Decoding.Moves;

/// <summary>
/// Parts ports from ICMP types and codes; runs behind the moves of protocol, ports, type and code. Records of ICMP have no
/// ports. Where no field of theirs tells type and code, the destination port does (type * 256 + code), as in NetFlow v5 and in
/// many v9 exporters. Records of other protocols have no type and no code, whatever was sent in their place.
/// </summary>
internal sealed class IcmpMove(bool hasTypeCode) : ColumnMove(FlowColumns.IcmpType)
{
    private const byte Icmp = 1;
    private const byte Icmpv6 = 58;

    public override int Run(in RecordBlock block, FlowBatch batch)
    {
        ReadOnlySpan<byte> protocols = batch.Column(FlowColumns.Proto).Slice(block.Row, block.Count);
        int done = 0;
        while (done < protocols.Length)
        {
            int others = protocols[done..].IndexOfAny(Icmp, Icmpv6);
            if (others < 0) others = protocols.Length - done;
            if (hasTypeCode && others > 0)
            {
                batch.SetNull(FlowColumns.IcmpType, block.Row + done, others);
                batch.SetNull(FlowColumns.IcmpCode, block.Row + done, others);
            }

            done += others;
            if (done == protocols.Length) break;
            MoveOne(batch, block.Row + done);
            done++;
        }

        return 0;
    }

    private void MoveOne(FlowBatch batch, int row)
    {
        if (!hasTypeCode && batch.IsValid(FlowColumns.DstPort, row))
        {
            ushort typeAndCode = batch.Column(FlowColumns.DstPort)[row];
            batch.Set(FlowColumns.IcmpType, row, (byte)(typeAndCode >> 8));
            batch.Set(FlowColumns.IcmpCode, row, (byte)typeAndCode);
        }

        batch.SetNull(FlowColumns.SrcPort, row, 1);
        batch.SetNull(FlowColumns.DstPort, row, 1);
    }
}
