using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Syntax;
using Weir.Wire.Primitives;

namespace Weir.Query.Tests.Binding;

public class FilterBinderTests
{
    [Theory]
    [InlineData("port 70000", 6, "'70000' at column 6 is out of range: 'port' is 0 to 65535")]
    [InlineData("src port 80-70000", 10, "out of range")]
    [InlineData("port 90-80", 6, "runs backwards: write 80-90")]
    [InlineData("port http", 6, "is not a number")]
    [InlineData("proto tpc", 7, "did you mean 'tcp'?")]
    [InlineData("proto 256", 7, "'proto' is 0 to 255")]
    [InlineData("ip 1.2.3", 4, "is not an address")]
    [InlineData("ip 1.2.3.4/33", 4, "prefix length of 0 to 32")]
    [InlineData("ip ::1/129", 4, "prefix length of 0 to 128")]
    [InlineData("src_addr > 10.0.0.0/8", 12, "takes one address")]
    [InlineData("port > 80-90", 8, "takes one value")]
    [InlineData("src mac 1:2:3", 9, "is not a MAC address")]
    [InlineData("duration > 5x", 12, "is not a duration")]
    [InlineData("bytes > 1.5", 9, "is not a number")]
    [InlineData("bytes > 99999999999999999999", 9, "is out of range")]
    [InlineData("dscp 64", 6, "'dscp' is 0 to 63")]
    [InlineData("dscp af44", 6, "is not a number")]
    [InlineData("app ~ '('", 7, "is no regular expression")]
    [InlineData("app ~ '(?=x)'", 7, "is no regular expression")]
    [InlineData("port ~ '80'", 1, "is not text")]
    [InlineData("duration like '5'", 1, "is not text")]
    [InlineData("port > src_port", 1, "is not one column")]
    [InlineData("src_addr = src_port", 1, "hold different things")]
    [InlineData("app < pod_name", 1, "write = or !=")]
    [InlineData("flags SZ", 7, "is not a number")]
    [InlineData("time_flow_end_ns > yesterday", 20, "is not a time")]
    public void Values_that_do_not_fit_are_refused_where_they_stand(string text, int column, string message)
    {
        FilterException error = Assert.Throws<FilterException>(() => FilterBinder.Bind(text));
        Assert.Equal(column, error.Span.Column);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes > 10k", 10_001)]
    [InlineData("bytes >= 10Ki", 10_240)]
    [InlineData("bytes >= 1.5G", 1_500_000_000)]
    [InlineData("bytes >= 0x10", 16)]
    public void Measures_take_scales(string text, long low)
    {
        var test = Assert.IsType<NumberPredicate>(FilterBinder.Bind(text));
        Assert.Equal(FlowColumns.Bytes, test.Column);
        Assert.Equal(new NumberRange(low, ulong.MaxValue), Assert.Single(test.Ranges));
    }

    [Theory]
    [InlineData("duration > 5s", 5e9)]
    [InlineData("duration > 500ms", 5e8)]
    [InlineData("duration > 500", 5e8)]
    [InlineData("duration > 2m", 120e9)]
    [InlineData("duration > 1.5s", 1.5e9)]
    [InlineData("bps > 10M", 10e6)]
    public void Durations_and_rates_take_units(string text, double value) =>
        Assert.Equal(value, Assert.IsType<DerivedPredicate>(FilterBinder.Bind(text)).Value);

    [Fact]
    public void A_prefix_is_a_range_and_its_host_bits_do_not_matter()
    {
        var test = Assert.IsType<AddressPredicate>(FilterBinder.Bind("src net 10.1.2.3/8"));
        Assert.Equal(new(IpAddress.FromV4(0x0A000000), IpAddress.FromV4(0x0AFFFFFF)), Assert.Single(test.Ranges));
        test = Assert.IsType<AddressPredicate>(FilterBinder.Bind("src net 2001:db8::5/32"));
        Assert.Equal(new(new(0x20010db800000000, 0), new(0x20010db8ffffffff, ulong.MaxValue)), Assert.Single(test.Ranges));
        test = Assert.IsType<AddressPredicate>(FilterBinder.Bind("src net ::/0"));
        Assert.Equal(new(default, new(ulong.MaxValue, ulong.MaxValue)), Assert.Single(test.Ranges));
        foreach (string all in new[] { "0.0.0.0/0", "::ffff:0:0/96" })
            Assert.Equal(AddressRange.V4, Assert.Single(Assert.IsType<AddressPredicate>(FilterBinder.Bind("src net " + all)).Ranges));
    }

    [Theory]
    [InlineData("dscp ef", 184, 187)]
    [InlineData("dscp 0", 0, 3)]
    [InlineData("dscp > 62", 252, 255)]
    [InlineData("dscp 10-20", 40, 83)]
    public void The_code_point_is_the_upper_bits_of_the_traffic_class(string text, int low, int high)
    {
        var test = Assert.IsType<NumberPredicate>(FilterBinder.Bind(text));
        Assert.Equal(FlowColumns.IpTos, test.Column);
        Assert.Equal(new(low, high), Assert.Single(test.Ranges));
    }

    [Fact]
    public void Both_directions_are_both_where_that_is_said()
    {
        var both = Assert.IsType<AndPredicate>(FilterBinder.Bind("src and dst port 53"));
        Assert.Equal(FlowColumns.SrcPort, ((NumberPredicate)both.Left).Column);
        Assert.Equal(new ColumnsPredicate(FlowColumns.SrcPort, TermOperator.Greater, FlowColumns.DstPort), FilterBinder.Bind("src port > dst port"));
        Assert.IsType<NotPredicate>(FilterBinder.Bind("src_as != dst_as"));
    }

    [Fact]
    public void Without_a_direction_either_side_matches()
    {
        var either = Assert.IsType<OrPredicate>(FilterBinder.Bind("port 53"));
        Assert.Equal(FlowColumns.SrcPort, ((NumberPredicate)either.Left).Column);
        Assert.Equal(FlowColumns.DstPort, ((NumberPredicate)either.Right).Column);
        Assert.IsType<NotPredicate>(FilterBinder.Bind("port != 53"));
    }

    [Fact]
    public void Tags_and_countries_are_of_either_end_where_none_is_said_and_countries_of_any_case()
    {
        var either = Assert.IsType<OrPredicate>(FilterBinder.Bind("tag web"));
        Assert.Equal(FlowColumns.SrcTag, ((TextPredicate)either.Left).Column);
        Assert.Equal(FlowColumns.DstTag, ((TextPredicate)either.Right).Column);
        var several = Assert.IsType<TextPredicate>(FilterBinder.Bind("dst tag in [web, Db]"));
        Assert.Equal((FlowColumns.DstTag, "web,Db"), (several.Column, string.Join(',', several.Values)));
        var country = Assert.IsType<TextPredicate>(FilterBinder.Bind("src country de"));
        Assert.Equal((FlowColumns.SrcCountry, "DE"), (country.Column, Assert.Single(country.Values)));
        Assert.IsType<AndPredicate>(FilterBinder.Bind("src and dst country NL"));
        Assert.Equal(new ColumnsPredicate(FlowColumns.SrcCountry, TermOperator.Equal, FlowColumns.DstCountry), FilterBinder.Bind("src country = dst country"));
    }

    [Fact]
    public void Flags_beside_the_word_are_bits_and_after_an_equals_sign_the_value()
    {
        Assert.Equal(new BitsPredicate(FlowColumns.TcpFlags, 0x12), FilterBinder.Bind("flags SA"));
        Assert.Equal(0x12, (int)Assert.IsType<NumberPredicate>(FilterBinder.Bind("flags = AS")).Ranges[0].Low);
    }

    [Fact]
    public void Not_of_several_flags_is_none_of_them()
    {
        var none = Assert.IsType<NotPredicate>(FilterBinder.Bind("not flags AR"));
        Assert.Equal(new OrPredicate(new BitsPredicate(FlowColumns.TcpFlags, 4), new BitsPredicate(FlowColumns.TcpFlags, 16)), none.Operand);
        Assert.IsType<BitsPredicate>(Assert.IsType<NotPredicate>(FilterBinder.Bind("not flags S")).Operand);
        Assert.IsType<BitsPredicate>(Assert.IsType<NotPredicate>(FilterBinder.Bind("not flags 0x0")).Operand);
    }

    [Theory]
    [InlineData("port > 65535")]
    [InlineData("port < 0")]
    [InlineData("ip < ::")]
    public void What_no_value_can_be_matches_nothing(string text)
    {
        var either = Assert.IsType<OrPredicate>(FilterBinder.Bind(text));
        Assert.Empty(either.Left is NumberPredicate numbers ? numbers.Ranges : (System.Collections.IEnumerable)((AddressPredicate)either.Left).Ranges);
    }
}
