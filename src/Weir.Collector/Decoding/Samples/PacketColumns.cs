using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Packets;

namespace Weir.Collector.Decoding.Samples;

/// <summary>Writes what parsed packet headers say into columns: one loop for each group of columns that are there together.</summary>
internal static class PacketColumns
{
    /// <summary>Writes the rows into the batch from its row <paramref name="at"/> on. At most 64 rows.</summary>
    public static void Write(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        WriteIp(rows, batch, at);
        WritePorts(rows, batch, at);
        WriteIcmp(rows, batch, at);
        WriteMacs(rows, batch, at);
        if (Having(rows, SampleParts.EtherType) is var typed and not 0)
        {
            Span<ushort> types = batch.Column(FlowColumns.Etype)[at..];
            for (int i = 0; i < rows.Length; i++) types[i] = rows[i].Packet.EtherType;
            SetValid(batch, FlowColumns.Etype, at, typed);
        }

        if (Having(rows, PacketParts.TcpFlags) is var flagged and not 0)
        {
            Span<ushort> flags = batch.Column(FlowColumns.TcpFlags)[at..];
            for (int i = 0; i < rows.Length; i++) flags[i] = rows[i].Packet.TcpFlags;
            SetValid(batch, FlowColumns.TcpFlags, at, flagged);
        }
    }

    /// <summary>A bit for each row that has all of these parts; bit n is row n.</summary>
    public static ulong Having(ReadOnlySpan<SampledRow> rows, SampleParts parts)
    {
        ulong bits = 0;
        for (int i = 0; i < rows.Length; i++) bits |= ((rows[i].Parts & parts) == parts ? 1UL : 0) << i;
        return bits;
    }

    /// <summary>Says which of the rows from <paramref name="at"/> on have values: bit n is row <paramref name="at"/> + n.</summary>
    public static void SetValid(FlowBatch batch, FlowColumn column, int at, ulong bits)
    {
        int shift = at & 63;
        batch.SetValid(column, at >> 6, bits << shift);
        if (shift > 0 && bits >> (64 - shift) is var rest and not 0) batch.SetValid(column, (at >> 6) + 1, rest);
    }

    private static ulong Having(ReadOnlySpan<SampledRow> rows, PacketParts parts)
    {
        ulong bits = 0;
        for (int i = 0; i < rows.Length; i++) bits |= ((rows[i].Packet.Parts & parts) == parts ? 1UL : 0) << i;
        return bits;
    }

    private static void WriteIp(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        ulong bits = Having(rows, SampleParts.Ip);
        if (bits == 0) return;
        var sources = batch.Column(FlowColumns.SrcAddr)[at..];
        var destinations = batch.Column(FlowColumns.DstAddr)[at..];
        Span<byte> protocols = batch.Column(FlowColumns.Proto)[at..];
        Span<byte> tos = batch.Column(FlowColumns.IpTos)[at..];
        Span<byte> ttls = batch.Column(FlowColumns.IpTtl)[at..];
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly PacketFields packet = ref rows[i].Packet;
            sources[i] = packet.Source;
            destinations[i] = packet.Destination;
            protocols[i] = packet.Protocol;
            tos[i] = packet.Tos;
            ttls[i] = packet.Ttl;
        }

        SetValid(batch, FlowColumns.SrcAddr, at, bits);
        SetValid(batch, FlowColumns.DstAddr, at, bits);
        SetValid(batch, FlowColumns.Proto, at, bits);
        SetValid(batch, FlowColumns.IpTos, at, bits);
        // A hop limit of 0 is not sent: the sample tells fields and no header.
        ulong hops = 0;
        for (int i = 0; i < rows.Length; i++) hops |= (rows[i].Packet.Ttl != 0 ? 1UL : 0) << i;
        SetValid(batch, FlowColumns.IpTtl, at, bits & hops);
        WriteRare(rows, batch, at, bits);
    }

    private static void WriteRare(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at, ulong ip)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly PacketFields packet = ref rows[i].Packet;
            if ((ip >> i & 1) == 0) continue;
            if (packet.FlowLabel != 0) batch.Set(FlowColumns.Ipv6FlowLabel, at + i, packet.FlowLabel);
            if (packet.FragmentId != 0) batch.Set(FlowColumns.FragmentId, at + i, packet.FragmentId);
        }
    }

    private static void WritePorts(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        ulong bits = Having(rows, PacketParts.Ports) & Having(rows, SampleParts.Ip);
        if (bits == 0) return;
        Span<ushort> sources = batch.Column(FlowColumns.SrcPort)[at..];
        Span<ushort> destinations = batch.Column(FlowColumns.DstPort)[at..];
        for (int i = 0; i < rows.Length; i++)
        {
            sources[i] = rows[i].Packet.SourcePort;
            destinations[i] = rows[i].Packet.DestinationPort;
        }

        SetValid(batch, FlowColumns.SrcPort, at, bits);
        SetValid(batch, FlowColumns.DstPort, at, bits);
    }

    private static void WriteIcmp(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        ulong bits = Having(rows, PacketParts.Icmp) & Having(rows, SampleParts.Ip);
        if (bits == 0) return;
        Span<byte> types = batch.Column(FlowColumns.IcmpType)[at..];
        Span<byte> codes = batch.Column(FlowColumns.IcmpCode)[at..];
        for (int i = 0; i < rows.Length; i++) (types[i], codes[i]) = (rows[i].Packet.IcmpType, rows[i].Packet.IcmpCode);
        SetValid(batch, FlowColumns.IcmpType, at, bits);
        SetValid(batch, FlowColumns.IcmpCode, at, bits);
    }

    private static void WriteMacs(ReadOnlySpan<SampledRow> rows, FlowBatch batch, int at)
    {
        ulong bits = Having(rows, PacketParts.Macs);
        if (bits == 0) return;
        var sources = batch.Column(FlowColumns.SrcMac)[at..];
        var destinations = batch.Column(FlowColumns.DstMac)[at..];
        for (int i = 0; i < rows.Length; i++) (sources[i], destinations[i]) = (rows[i].Packet.SourceMac, rows[i].Packet.DestinationMac);
        SetValid(batch, FlowColumns.SrcMac, at, bits);
        SetValid(batch, FlowColumns.DstMac, at, bits);
    }
}
