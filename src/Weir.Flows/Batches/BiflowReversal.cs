using System.Runtime.InteropServices;
using Weir.Flows.Columns;

namespace Weir.Flows.Batches;

/// <summary>
/// Makes records of the other direction out of biflows (RFC 5103): their counters are the reverse ones, and their ends are exchanged.
/// Who then leaves out the reverse columns of the biflows has two uniflows of each, which add up to what the biflow told
/// (docs/adr/0008-biflows-are-two-records.md).
/// </summary>
/// <remarks>
/// What a biflow does not tell of its other direction (flow label, fragment, labels, next hops, an event of translation) is null there. Where addresses were translated,
/// packets of the other direction come with those after translation, and go on with those before.
/// </remarks>
public sealed class BiflowReversal
{
    private const byte EchoReply = 0, EchoRequest = 8, EchoRequestV6 = 128, EchoReplyV6 = 129;
    private const byte Initiator = 1, ReverseInitiator = 2;

    private static readonly FlowColumn[] OneWay =
    [
        FlowColumns.Ipv6FlowLabel, FlowColumns.FragmentId, FlowColumns.ForwardingStatus, FlowColumns.NextHop, FlowColumns.BgpNextHop,
        FlowColumns.MplsLabel1, FlowColumns.MplsLabel2, FlowColumns.MplsLabel3, FlowColumns.MplsExp1, FlowColumns.MplsExp2, FlowColumns.MplsExp3,
        FlowColumns.MplsTtl, FlowColumns.MplsDepth, FlowColumns.NatEvent,
    ];

    private static readonly FlowColumn[] Columns = [.. FlowColumns.All];

    // For each column of a record, the one of the biflow that its values come from; null where the biflow has none.
    private static readonly FlowColumn?[] Sources = [.. FlowColumns.All.Select(SourceOf)];

    private readonly ushort[] _rows = new ushort[FlowBatch.Capacity];
    private FlowBatch? _reversed;

    /// <summary>Whether some row of a batch may be a biflow.</summary>
    public static bool Concerns(FlowBatch batch) => batch.Has(FlowColumns.ReversePackets) || batch.Has(FlowColumns.ReverseBytes);

    /// <summary>The records of the other direction of some rows.</summary>
    /// <param name="batch">Where the rows are.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Rows.</param>
    /// <returns><see langword="null"/> where no row is a biflow; otherwise the records, valid until the next call.</returns>
    public FlowBatch? Reverse(FlowBatch batch, int start, int count)
    {
        ReadOnlySpan<ushort> rows = Biflows(batch, start, count);
        if (rows.IsEmpty) return null;
        FlowBatch reversed = _reversed ??= new();
        reversed.Clear();
        reversed.Count = rows.Length;
        for (int i = 0; i < Columns.Length; i++)
        {
            if (Sources[i] is { } source && batch.Has(source)) Copy(batch, source, rows, reversed, Columns[i]);
        }

        // Not told, the other direction took as long as the whole.
        if (!batch.Has(FlowColumns.ReverseTimeFlowStartNs)) Copy(batch, FlowColumns.TimeFlowStartNs, rows, reversed, FlowColumns.TimeFlowStartNs);
        if (!batch.Has(FlowColumns.ReverseTimeFlowEndNs)) Copy(batch, FlowColumns.TimeFlowEndNs, rows, reversed, FlowColumns.TimeFlowEndNs);
        for (int row = 0; row < rows.Length; row++) Turn(batch, rows[row], reversed, row);
        return reversed;
    }

    private static FlowColumn? SourceOf(FlowColumn column)
    {
        if (OneWay.Contains(column)) return null;
        if (OppositeColumns.Of(column) is { } other) return other;
        string name = "reverse_" + column.Name;
        FlowColumn? reverse = FlowColumns.ReverseOnly.FirstOrDefault(each => each.Name == name);
        return reverse ?? column;
    }

    private ReadOnlySpan<ushort> Biflows(FlowBatch batch, int start, int count)
    {
        bool hasPackets = batch.Has(FlowColumns.ReversePackets), hasBytes = batch.Has(FlowColumns.ReverseBytes);
        if (!hasPackets && !hasBytes) return [];
        int biflows = 0;
        for (int row = start; row < start + count; row++)
        {
            // Records of a batch may tell different counters.
            if ((hasPackets && Counts(batch, FlowColumns.ReversePackets, row)) || (hasBytes && Counts(batch, FlowColumns.ReverseBytes, row))) _rows[biflows++] = (ushort)row;
        }

        return _rows.AsSpan(0, biflows);
    }

    private static bool Counts(FlowBatch batch, FlowColumn<ulong> counter, int row) => batch.IsValid(counter, row) && batch.Column(counter)[row] != 0;

    // What depends on more than one column.
    private static void Turn(FlowBatch batch, int from, FlowBatch reversed, int row)
    {
        if (batch.Has(FlowColumns.ReverseDirection) && batch.IsValid(FlowColumns.ReverseDirection, from) && batch.IsValid(FlowColumns.Direction, from)
            && batch.Column(FlowColumns.ReverseDirection)[from] == batch.Column(FlowColumns.Direction)[from])
        {
            // Both directions came by the same side of the same interface, as on a mirror port.
            Copy(batch, FlowColumns.InIf, from, reversed, row);
            Copy(batch, FlowColumns.OutIf, from, reversed, row);
        }

        if (batch.Has(FlowColumns.IcmpType) && reversed.IsValid(FlowColumns.IcmpType, row))
        {
            ref byte type = ref reversed.Column(FlowColumns.IcmpType)[row];
            type = type switch
            {
                EchoRequest => EchoReply,
                EchoReply when batch.Column(FlowColumns.SrcAddr)[from].IsV4 => EchoRequest,
                EchoRequestV6 => EchoReplyV6,
                EchoReplyV6 => EchoRequestV6,
                _ => type,
            };
        }

        // Both are exchanged with the other end already: what is left is before with after.
        Exchange(reversed, FlowColumns.SrcAddr, FlowColumns.PostNatSrcAddr, row);
        Exchange(reversed, FlowColumns.DstAddr, FlowColumns.PostNatDstAddr, row);
        Exchange(reversed, FlowColumns.SrcPort, FlowColumns.PostNatSrcPort, row);
        Exchange(reversed, FlowColumns.DstPort, FlowColumns.PostNatDstPort, row);
        if (!batch.Has(FlowColumns.BiflowDirection)) return;
        ref byte direction = ref reversed.Column(FlowColumns.BiflowDirection)[row];
        direction = direction switch { Initiator => ReverseInitiator, ReverseInitiator => Initiator, _ => direction };
    }

    private static void Exchange<T>(FlowBatch batch, FlowColumn<T> before, FlowColumn<T> after, int row)
        where T : unmanaged
    {
        if (!batch.Has(before) || !batch.Has(after) || !batch.IsValid(before, row) || !batch.IsValid(after, row)) return;
        (batch.Column(before)[row], batch.Column(after)[row]) = (batch.Column(after)[row], batch.Column(before)[row]);
    }

    private static void Copy(FlowBatch batch, FlowColumn<uint> column, int from, FlowBatch reversed, int row)
    {
        if (batch.IsValid(column, from)) reversed.Set(column, row, batch.Column(column)[from]);
        else reversed.SetNull(column, row, 1);
    }

    private static void Copy(FlowBatch batch, FlowColumn source, ReadOnlySpan<ushort> rows, FlowBatch reversed, FlowColumn target)
    {
        if (source is FlowColumn<BatchText> text)
        {
            CopyTexts(batch, text, rows, reversed, (FlowColumn<BatchText>)target);
            return;
        }

        switch (source.Width)
        {
            case 1: Gather<byte>(batch.Raw(source), rows, reversed.Raw(target)); break;
            case 2: Gather<ushort>(batch.Raw(source), rows, reversed.Raw(target)); break;
            case 4: Gather<uint>(batch.Raw(source), rows, reversed.Raw(target)); break;
            case 8: Gather<ulong>(batch.Raw(source), rows, reversed.Raw(target)); break;
            default: Gather<UInt128>(batch.Raw(source), rows, reversed.Raw(target)); break;
        }

        for (int row = 0; row < rows.Length; row++)
        {
            if (batch.IsValid(source, rows[row])) reversed.SetValid(target, row);
        }
    }

    private static void CopyTexts(FlowBatch batch, FlowColumn<BatchText> source, ReadOnlySpan<ushort> rows, FlowBatch reversed, FlowColumn<BatchText> target)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            if (batch.IsValid(source, rows[row])) reversed.SetText(target, row, batch.Text(source, rows[row]));
        }
    }

    private static void Gather<T>(ReadOnlySpan<byte> from, ReadOnlySpan<ushort> rows, Span<byte> to)
        where T : unmanaged
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(from);
        Span<T> targets = MemoryMarshal.Cast<byte, T>(to);
        for (int row = 0; row < rows.Length; row++) targets[row] = values[rows[row]];
    }
}
