using Weir.Flows.Columns;
using Weir.Wire.Elements;
using Weir.Wire.Templates;

namespace Weir.Exporter.Exporting;

/// <summary>One field of an exported record: the column it comes from and the element it goes out as.</summary>
/// <param name="Column">Where its values are.</param>
/// <param name="Second">For an element made of two columns, the other one: icmp_code beside icmp_type, mpls_exp_1 beside mpls_label_1.</param>
/// <param name="Element">What it is on the wire.</param>
/// <param name="Encoding">How a value becomes octets.</param>
public sealed record ExportField(FlowColumn Column, FlowColumn? Second, InformationElement Element, FieldEncoding Encoding)
{
    /// <summary>Octets in a record; text, whose length each record tells, not counted.</summary>
    public ushort Length => Encoding switch
    {
        FieldEncoding.Octet or FieldEncoding.LowerOctet => 1,
        FieldEncoding.UInt16 or FieldEncoding.OctetPair => 2,
        FieldEncoding.UInt32 or FieldEncoding.Ipv4 or FieldEncoding.Uptime => 4,
        FieldEncoding.Label => 3,
        FieldEncoding.Mac => 6,
        FieldEncoding.Ipv6 => 16,
        FieldEncoding.Text => 0,
        _ => 8,
    };

    /// <summary>The field in the template.</summary>
    public FieldSpecifier Specifier => new(Element.Id, Encoding == FieldEncoding.Text ? FieldSpecifier.VariableLength : Length, Element.EnterpriseNumber);

    /// <summary>The field for a column in the records of one IP version: the first of the column's elements that can carry it there.</summary>
    /// <returns><see langword="null"/> where no element can.</returns>
    public static ExportField? For(FlowColumn column, bool ipv6)
    {
        foreach (ElementBinding binding in column.Elements)
        {
            if (ElementRegistry.Find(binding.ElementId, binding.EnterpriseNumber) is not { } element) continue;

            // The registry tells an element of one IP version only by its name.
            if (element.Name.Contains(ipv6 ? "IPv4" : "IPv6", StringComparison.Ordinal)) continue;
            FlowColumn? second = binding.Part switch
            {
                ElementPart.HighOctet => ColumnOf(binding with { Part = ElementPart.LowOctet }),
                ElementPart.Label => ColumnOf(binding with { Part = ElementPart.LabelExp }),
                _ => null,
            };
            if (EncodingOf(column.Type, element.Type, second is not null) is { } encoding) return new(column, second, element, encoding);
        }

        return null;
    }

    /// <summary>
    /// The field in NetFlow v9 (RFC 3954 section 8): as in IPFIX but for times, which are system uptime, and TCP flags, which have one
    /// octet; and no elements of enterprises, nor fields of variable length.
    /// </summary>
    public static ExportField? ForNetFlowV9(FlowColumn column, bool ipv6)
    {
        if (column == FlowColumns.TimeFlowStartNs) return new(column, null, ElementRegistry.Find(ElementId.FlowStartSysUpTime)!, FieldEncoding.Uptime);
        if (column == FlowColumns.TimeFlowEndNs) return new(column, null, ElementRegistry.Find(ElementId.FlowEndSysUpTime)!, FieldEncoding.Uptime);
        ExportField? field = For(column, ipv6);
        if (column == FlowColumns.TcpFlags) return field! with { Encoding = FieldEncoding.LowerOctet };
        return field is null || field.Element.EnterpriseNumber != 0 || field.Encoding == FieldEncoding.Text ? null : field;
    }

    // Loops here and in the template, not queries: a query over structures would be compiled anew at each start.
    private static FlowColumn? ColumnOf(ElementBinding wanted)
    {
        foreach (FlowColumn column in FlowColumns.All)
        {
            foreach (ElementBinding binding in column.Elements)
            {
                if (binding.ElementId == wanted.ElementId && binding.EnterpriseNumber == wanted.EnterpriseNumber && binding.Part == wanted.Part) return column;
            }
        }

        return null;
    }

    private static FieldEncoding? EncodingOf(LogicalType from, AbstractDataType to, bool isPair) => (from, to) switch
    {
        (LogicalType.UInt8, AbstractDataType.Unsigned16) when isPair => FieldEncoding.OctetPair,
        (LogicalType.UInt32, AbstractDataType.OctetArray) when isPair => FieldEncoding.Label,
        (LogicalType.UInt8, AbstractDataType.Unsigned8 or AbstractDataType.Unsigned32) => FieldEncoding.Octet,
        (LogicalType.UInt16, AbstractDataType.Unsigned16) => FieldEncoding.UInt16,
        // An applicationId of engine and 24 bits (RFC 6759 section 4.1).
        (LogicalType.UInt32, AbstractDataType.Unsigned32 or AbstractDataType.OctetArray) => FieldEncoding.UInt32,
        (LogicalType.UInt64, AbstractDataType.Unsigned64) => FieldEncoding.UInt64,
        (LogicalType.Time, AbstractDataType.DateTimeMilliseconds) => FieldEncoding.Milliseconds,
        (LogicalType.Text, AbstractDataType.String) => FieldEncoding.Text,
        (LogicalType.Mac, AbstractDataType.MacAddress) => FieldEncoding.Mac,
        (LogicalType.Address, AbstractDataType.Ipv4Address) => FieldEncoding.Ipv4,
        (LogicalType.Address, AbstractDataType.Ipv6Address) => FieldEncoding.Ipv6,
        _ => null,
    };
}

/// <summary>How a column's value becomes a field's octets.</summary>
public enum FieldEncoding : byte
{
    Octet,
    UInt16,
    UInt32,
    UInt64,

    /// <summary>The lower octet of 16 bits.</summary>
    LowerOctet,

    /// <summary>System uptime in milliseconds, 32 bits; written by who knows the message's time, not by the record encoder.</summary>
    Uptime,

    /// <summary>Nanoseconds cut to milliseconds, 64 bits.</summary>
    Milliseconds,
    Ipv4,
    Ipv6,
    Mac,

    /// <summary>Two columns of 8 bits in one field of 16.</summary>
    OctetPair,

    /// <summary>An MPLS label stack entry without its TTL: label, traffic class, bottom of stack.</summary>
    Label,

    /// <summary>UTF-8 behind an octet that tells its length (RFC 7011 section 7); behind all other fields.</summary>
    Text,
}
