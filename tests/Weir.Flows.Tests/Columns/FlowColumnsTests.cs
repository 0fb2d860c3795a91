using System.Text.RegularExpressions;
using Weir.Flows.Columns;
using Weir.Wire.Elements;

namespace Weir.Flows.Tests.Columns;

public sealed partial class FlowColumnsTests
{
    [Fact]
    public void Names_are_snake_case_and_each_is_there_once()
    {
        Assert.All(FlowColumns.All, column => Assert.Matches(SnakeCase(), column.Name));
        Assert.Equal(FlowColumns.All.Count, FlowColumns.All.Select(column => column.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_column_is_found_by_its_name_and_stands_at_its_ordinal() =>
        Assert.All(FlowColumns.All, column =>
        {
            Assert.Same(column, FlowColumns.Find(column.Name));
            Assert.Same(column, FlowColumns.All[column.Ordinal]);
        });

    [Fact]
    public void Elements_exist_and_fit_the_type_of_their_column() =>
        Assert.All(FlowColumns.All, column => Assert.All(column.Elements, binding =>
        {
            // What makers have of their own is in no registry: there it need only be out of the way of those that are.
            if (ElementRegistry.Find(binding.ElementId, binding.EnterpriseNumber) is not { } element)
            {
                Assert.True(binding.EnterpriseNumber == VendorElements.Ntop || binding.ElementId > short.MaxValue, $"{binding} of {column.Name}");
                return;
            }

            bool isOctets = binding.Part is ElementPart.Label or ElementPart.LabelExp || column == FlowColumns.ApplicationId;
            Assert.Contains(element.Type, isOctets ? [AbstractDataType.OctetArray] : Fitting(column.Type));
        }));

    [Fact]
    public void Each_column_of_the_other_direction_is_fed_by_the_reverse_of_the_elements_of_its_own() =>
        Assert.All(FlowColumns.ReverseOnly, column =>
        {
            FlowColumn forward = FlowColumns.Find(column.Name["reverse_".Length..])!;
            Assert.Equal(forward.Type, column.Type);
            Assert.Equal(forward.Elements.Length, column.Elements.Length);
            Assert.All(column.Elements, binding => Assert.StartsWith("reverse", ElementRegistry.Find(binding.ElementId, binding.EnterpriseNumber)!.Name, StringComparison.Ordinal));
        });

    [Fact]
    public void No_part_of_an_element_feeds_two_columns()
    {
        IEnumerable<ElementBinding> bindings = FlowColumns.All.SelectMany(column => column.Elements);
        Assert.Equal(bindings.Distinct().Count(), bindings.Count());
    }

    [Fact]
    public void Filter_words_are_told_apart()
    {
        string[] words = [.. FlowColumns.All.Select(column => column.FilterWords).OfType<string>()];
        Assert.Equal(words.Distinct(StringComparer.Ordinal).Count(), words.Length);
    }

    [Fact]
    public void The_columns_by_which_flows_are_known_have_their_types()
    {
        Assert.Equal(LogicalType.Address, FlowColumns.SrcAddr.Type);
        Assert.Equal(LogicalType.Mac, FlowColumns.DstMac.Type);
        Assert.Equal(LogicalType.Time, FlowColumns.TimeReceivedNs.Type);
        Assert.Equal(LogicalType.UInt64, FlowColumns.Bytes.Type);
        Assert.Equal([FlowColumns.Bytes, FlowColumns.Packets, FlowColumns.TcpRetransmissions, FlowColumns.TcpOutOfOrder], FlowColumns.All.Where(column => column.Role == ColumnRole.Measure));
    }

    private static AbstractDataType[] Fitting(LogicalType type) => type switch
    {
        LogicalType.Address => [AbstractDataType.Ipv4Address, AbstractDataType.Ipv6Address],
        LogicalType.Mac => [AbstractDataType.MacAddress],
        LogicalType.Text => [AbstractDataType.String],
        LogicalType.Time => [AbstractDataType.DateTimeSeconds, AbstractDataType.DateTimeMilliseconds, AbstractDataType.DateTimeMicroseconds,
            AbstractDataType.DateTimeNanoseconds, AbstractDataType.Unsigned32],
        _ => [AbstractDataType.Unsigned8, AbstractDataType.Unsigned16, AbstractDataType.Unsigned32, AbstractDataType.Unsigned64],
    };

    [GeneratedRegex("^[a-z][a-z0-9]*(_[a-z0-9]+)*$")]
    private static partial Regex SnakeCase();
}
