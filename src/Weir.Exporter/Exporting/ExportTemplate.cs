using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting;

/// <summary>The template that flow records of one IP version go out by, made from rows of <see cref="FlowColumns"/>.</summary>
public sealed class ExportTemplate
{
    /// <summary>Template id of IPv4 records.</summary>
    public const ushort Ipv4Id = 256;

    /// <summary>Template id of IPv6 records.</summary>
    public const ushort Ipv6Id = 257;

    private ExportTemplate(ushort id, ExportField[] fields)
    {
        Fields = fields;
        var specifiers = new FieldSpecifier[fields.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            specifiers[i] = fields[i].Specifier;
            RecordLength += fields[i].Length;
            TemplateLength += sizeof(uint) * (fields[i].Element.EnterpriseNumber == 0 ? 1 : 2);
            if (fields[i].Encoding != FieldEncoding.Text) FixedFields++;
        }

        Texts = new FlowColumn<BatchText>[fields.Length - FixedFields];
        for (int i = 0; i < Texts.Length; i++) Texts[i] = (FlowColumn<BatchText>)fields[FixedFields + i].Column;

        Record = new TemplateRecord(id, specifiers);
    }

    /// <summary>The columns exported unless others are asked for, in the order of the record.</summary>
    public static IReadOnlyList<FlowColumn> DefaultColumns { get; } =
    [
        FlowColumns.SrcAddr, FlowColumns.DstAddr, FlowColumns.SrcPort, FlowColumns.DstPort, FlowColumns.Proto,
        FlowColumns.Bytes, FlowColumns.Packets, FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs,
        FlowColumns.TcpFlags, FlowColumns.IpTos, FlowColumns.IpTtl, FlowColumns.IpTtlMax, FlowColumns.IcmpType,
        FlowColumns.InIf, FlowColumns.OutIf, FlowColumns.VlanId, FlowColumns.SrcMac, FlowColumns.DstMac,
        FlowColumns.FlowEndReason, FlowColumns.Direction,
    ];

    /// <summary>The columns that tell of a biflow's other direction (RFC 5103), beside those of the first.</summary>
    public static IReadOnlyList<FlowColumn> BiflowColumns { get; } =
    [
        FlowColumns.BiflowDirection, FlowColumns.ReverseBytes, FlowColumns.ReversePackets, FlowColumns.ReverseTimeFlowStartNs,
        FlowColumns.ReverseTimeFlowEndNs, FlowColumns.ReverseTcpFlags, FlowColumns.ReverseIpTos, FlowColumns.ReverseIpTtl,
        FlowColumns.ReverseIpTtlMax, FlowColumns.ReverseDirection,
    ];

    /// <summary>The columns of MPLS labels.</summary>
    public static IReadOnlyList<FlowColumn> MplsColumns { get; } =
        [FlowColumns.MplsLabel1, FlowColumns.MplsLabel2, FlowColumns.MplsLabel3, FlowColumns.MplsTtl, FlowColumns.MplsDepth];

    /// <summary>The columns of applications.</summary>
    public static IReadOnlyList<FlowColumn> ApplicationColumns { get; } = [FlowColumns.ApplicationId, FlowColumns.ApplicationName];

    /// <summary>The columns that tell how TCP fared.</summary>
    public static IReadOnlyList<FlowColumn> TcpColumns { get; } =
        [FlowColumns.TcpRoundTrip, FlowColumns.TcpServerRoundTrip, FlowColumns.TcpRetransmissions, FlowColumns.TcpOutOfOrder];

    /// <summary>How TCP fared in a biflow's other direction.</summary>
    public static IReadOnlyList<FlowColumn> ReverseTcpColumns { get; } = [FlowColumns.ReverseTcpRetransmissions, FlowColumns.ReverseTcpOutOfOrder];

    /// <summary>The fields in the order of the record.</summary>
    public ExportField[] Fields { get; }

    /// <summary>How many of the fields have a fixed length; those behind them are text.</summary>
    public int FixedFields { get; }

    /// <summary>The columns of text.</summary>
    public FlowColumn<BatchText>[] Texts { get; }

    /// <summary>The template as it goes onto the wire.</summary>
    public TemplateRecord Record { get; }

    /// <summary>Octets of the template record (RFC 7011 section 3.4.1).</summary>
    public int TemplateLength { get; } = sizeof(uint);

    /// <summary>Octets of a record without its texts; all have the same.</summary>
    public int RecordLength { get; }

    /// <summary>The template of one IP version; texts come last.</summary>
    /// <param name="columns">What is exported. A column that no element carries in that IP version is left out.</param>
    /// <param name="ipv6">Which version.</param>
    /// <param name="protocol">IPFIX or NetFlow v9.</param>
    public static ExportTemplate Build(IReadOnlyList<FlowColumn> columns, bool ipv6, ExportProtocol protocol = ExportProtocol.Ipfix) => new(
        ipv6 ? Ipv6Id : Ipv4Id,
        [
            .. columns.Where(static column => column.Type != LogicalType.Text).Concat(columns.Where(static column => column.Type == LogicalType.Text))
                .Select(column => protocol == ExportProtocol.NetFlow9 ? ExportField.ForNetFlowV9(column, ipv6) : ExportField.For(column, ipv6)).OfType<ExportField>(),
        ]);

    /// <summary>Where in the record the field of a column begins; -1 where there is none.</summary>
    public int OffsetOf(FlowColumn column)
    {
        int offset = 0;
        foreach (ExportField field in Fields)
        {
            if (field.Column == column) return offset;
            offset += field.Length;
        }

        return -1;
    }
}
