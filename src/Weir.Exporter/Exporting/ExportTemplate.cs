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
        Record = new TemplateRecord(id, [.. fields.Select(field => field.Specifier)]);
        RecordLength = fields.Sum(field => field.Length);
    }

    /// <summary>The columns exported unless others are asked for, in the order of the record.</summary>
    public static IReadOnlyList<FlowColumn> DefaultColumns { get; } =
    [
        FlowColumns.SrcAddr, FlowColumns.DstAddr, FlowColumns.SrcPort, FlowColumns.DstPort, FlowColumns.Proto,
        FlowColumns.Bytes, FlowColumns.Packets, FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs,
        FlowColumns.TcpFlags, FlowColumns.IpTos, FlowColumns.IpTtl, FlowColumns.IcmpType,
        FlowColumns.InIf, FlowColumns.OutIf, FlowColumns.VlanId, FlowColumns.SrcMac, FlowColumns.DstMac,
        FlowColumns.FlowEndReason, FlowColumns.Direction,
    ];

    /// <summary>The fields in the order of the record.</summary>
    public ExportField[] Fields { get; }

    /// <summary>The template as it goes onto the wire.</summary>
    public TemplateRecord Record { get; }

    /// <summary>Octets of a record; all have the same.</summary>
    public int RecordLength { get; }

    /// <summary>The template of one IP version.</summary>
    /// <param name="columns">What is exported. A column that no element carries in that IP version is left out.</param>
    /// <param name="ipv6">Which version.</param>
    public static ExportTemplate Build(IEnumerable<FlowColumn> columns, bool ipv6) => new(
        ipv6 ? Ipv6Id : Ipv4Id,
        [.. columns.Select(column => ExportField.For(column, ipv6)).OfType<ExportField>()]);
}
