using Weir.Exporter.Exporting;
using Weir.Flows.Columns;
using Weir.Wire.Elements;

namespace Weir.Exporter.Tests.Exporting;

public sealed class ExportTemplateTests
{
    [Fact]
    public void The_ipv4_template_has_ipv4_elements() => Assert.Equal(
        [
            ("sourceIPv4Address", 4), ("destinationIPv4Address", 4), ("sourceTransportPort", 2), ("destinationTransportPort", 2),
            ("protocolIdentifier", 1), ("octetDeltaCount", 8), ("packetDeltaCount", 8), ("flowStartMilliseconds", 8), ("flowEndMilliseconds", 8),
            ("tcpControlBits", 2), ("ipClassOfService", 1), ("minimumTTL", 1), ("maximumTTL", 1), ("icmpTypeCodeIPv4", 2), ("ingressInterface", 4),
            ("egressInterface", 4), ("vlanId", 2), ("sourceMacAddress", 6), ("destinationMacAddress", 6), ("flowEndReason", 1), ("flowDirection", 1),
        ],
        Fields(ExportTemplate.Build(ExportTemplate.DefaultColumns, ipv6: false)));

    [Fact]
    public void The_ipv6_template_differs_in_addresses_and_icmp()
    {
        ExportTemplate ipv4 = ExportTemplate.Build(ExportTemplate.DefaultColumns, ipv6: false);
        ExportTemplate ipv6 = ExportTemplate.Build(ExportTemplate.DefaultColumns, ipv6: true);
        Assert.Equal(
            [("sourceIPv6Address", 16), ("destinationIPv6Address", 16), ("icmpTypeCodeIPv6", 2)],
            Fields(ipv6).Except(Fields(ipv4)));
        Assert.Equal((ipv4.RecordLength + 24, (ushort)256, (ushort)257), (ipv6.RecordLength, ipv4.Record.TemplateId, ipv6.Record.TemplateId));
    }

    [Fact]
    public void A_column_without_an_element_is_left_out() =>
        Assert.Empty(ExportTemplate.Build([FlowColumns.SamplerAddress], ipv6: false).Fields);

    [Fact]
    public void A_column_of_ipv6_alone_is_left_out_of_the_ipv4_template()
    {
        Assert.Empty(ExportTemplate.Build([FlowColumns.Ipv6FlowLabel], ipv6: false).Fields);
        Assert.Equal(ElementId.FlowLabelIPv6, Assert.Single(ExportTemplate.Build([FlowColumns.Ipv6FlowLabel], ipv6: true).Fields).Element.Id);
    }

    private static IEnumerable<(string, int)> Fields(ExportTemplate template) => template.Fields.Select(field => (field.Element.Name, (int)field.Length));
}
