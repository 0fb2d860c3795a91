using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Exporting;

/// <summary>Batches whose values tell their row.</summary>
internal static class SampleBatch
{
    public const long StartNs = 1_700_000_000_123_456_789;

    /// <summary>Rows of TCP over IPv4, each third one over IPv6, and each fifth one ICMP.</summary>
    public static FlowBatch Of(int rows)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++)
        {
            bool ipv6 = row % 3 == 2;
            bool icmp = row % 5 == 4;
            batch.Set(FlowColumns.SrcAddr, row, ipv6 ? new IpAddress(0x2001_0DB8_0000_0000, (ulong)row) : IpAddress.FromV4(0x0A00_0000 + (uint)row));
            batch.Set(FlowColumns.DstAddr, row, ipv6 ? new IpAddress(0x2001_0DB8_0000_0001, (ulong)row) : IpAddress.FromV4(0xC0A8_0000 + (uint)row));
            batch.Set(FlowColumns.Bytes, row, 1_000_000_000_000 + (ulong)row);
            batch.Set(FlowColumns.Packets, row, 5_000_000_000 + (ulong)row);
            batch.Set(FlowColumns.TimeFlowStartNs, row, StartNs + row * 1_000_000L);
            batch.Set(FlowColumns.TimeFlowEndNs, row, StartNs + row * 2_000_000L);
            batch.Set(FlowColumns.Proto, row, (byte)(icmp ? ipv6 ? 58 : 1 : 6));
            batch.Set(FlowColumns.IpTos, row, (byte)(row * 4));
            batch.Set(FlowColumns.IpTtl, row, (byte)(64 - row % 10));
            batch.Set(FlowColumns.FlowEndReason, row, (byte)(1 + row % 5));
            if (icmp)
            {
                batch.Set(FlowColumns.IcmpType, row, (byte)8);
                batch.Set(FlowColumns.IcmpCode, row, (byte)(row % 7));
            }
            else
            {
                batch.Set(FlowColumns.SrcPort, row, (ushort)(1024 + row));
                batch.Set(FlowColumns.DstPort, row, (ushort)443);
                batch.Set(FlowColumns.TcpFlags, row, (ushort)0x11B);
            }

            if (row % 2 == 0) continue;
            batch.Set(FlowColumns.SrcMac, row, new MacAddress(0x0200_0000_0000 + (ulong)row));
            batch.Set(FlowColumns.DstMac, row, new MacAddress(0x0200_0100_0000 + (ulong)row));
            batch.Set(FlowColumns.VlanId, row, (ushort)(100 + row));
            batch.Set(FlowColumns.InIf, row, (uint)(70_000 + row));
        }

        return batch;
    }
}
