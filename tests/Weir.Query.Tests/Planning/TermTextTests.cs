using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.Query.Tests.Planning;

public class TermTextTests
{
    [Theory]
    [InlineData("src_addr", "src_addr", ResultType.Address)]
    [InlineData("src ip", "src_addr", ResultType.Address)]
    [InlineData("src_addr/24", "src_addr/24", ResultType.Prefix)]
    [InlineData("src_addr/24/64", "src_addr/24", ResultType.Prefix)]
    [InlineData("src_addr/0/128", "src_addr/0/128", ResultType.Prefix)]
    [InlineData("time/5m", "time/5m", ResultType.Time)]
    [InlineData("TIME/300s", "time/5m", ResultType.Time)]
    [InlineData("time/90s", "time/90s", ResultType.Time)]
    [InlineData("time/1w", "time/7d", ResultType.Time)]
    [InlineData("duration", "duration", ResultType.Duration)]
    [InlineData("bpp", "bpp", ResultType.Real)]
    public void Dimensions_are_read_as_people_write_them(string text, string name, ResultType type)
    {
        Dimension read = DimensionText.Parse(text);
        Assert.Equal((name, type), (read.Name, read.Type));
        Assert.Equal(read, DimensionText.Parse(read.Name));
    }

    [Theory]
    [InlineData("sorce_addr", "src_addr")]
    [InlineData("src_addr/33", "0 to 32")]
    [InlineData("src_addr/24/129", "0 to 128")]
    [InlineData("src_addr/", "0 to 32")]
    [InlineData("src_addr/-1", "0 to 32")]
    [InlineData("src_addr/1/2/3", "0 to 32")]
    [InlineData("dst_port/8", "only addresses have prefixes")]
    [InlineData("time", "time/5m")]
    [InlineData("time/0s", "time/5m")]
    [InlineData("time/5", "time/5m")]
    [InlineData("time/99999999999d", "time/5m")]
    [InlineData("", "unknown column")]
    [InlineData("ip", "unknown column")]
    public void What_is_no_dimension_is_refused_with_what_would_be(string text, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => DimensionText.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("bytes")]
    [InlineData("tcp_retransmissions")]
    [InlineData("flows")]
    [InlineData("bps")]
    [InlineData("duration")]
    [InlineData("first")]
    [InlineData("distinct(dst_addr)")]
    [InlineData("exact(src_addr/24)")]
    [InlineData("packets_error")]
    public void Measures_are_read_by_their_names(string text) => Assert.Equal(text, MeasureText.Parse(text.ToUpperInvariant()).Name);

    [Theory]
    [InlineData("byts", "did you mean 'bytes'")]
    [InlineData("dst_port", "distinct(dst_port)")]
    [InlineData("distinct(nothing)", "unknown column 'nothing'")]
    [InlineData("distinct(", "unknown measure")]
    public void What_is_no_measure_is_refused_with_what_would_be(string text, string says) =>
        Assert.Contains(says, Assert.Throws<FormatException>(() => MeasureText.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Prefixes_are_written_with_the_length_of_their_family()
    {
        var column = new ResultColumn(DimensionText.Parse("src_addr/16/48"));
        Assert.Equal("10.1.0.0/16", column.PrefixText(IpAddress.FromV4(0x0A010000)));
        Assert.Equal("2001:db8::/48", column.PrefixText(new(0x20010db800000000, 0)));
        Assert.Same(FlowColumns.SrcAddr, new ResultColumn((Dimension)FlowColumns.SrcAddr).Column);
    }
}
