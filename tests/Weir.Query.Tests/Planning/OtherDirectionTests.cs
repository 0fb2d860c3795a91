using Weir.Query.Binding;
using Weir.Query.Planning;

namespace Weir.Query.Tests.Planning;

public sealed class OtherDirectionTests
{
    [Theory]
    [InlineData("src net 10.0.0.0/8 and not dst port 443", "dst net 10.0.0.0/8 and not src port 443")]
    [InlineData("in if 3 or dst as 64500", "out if 3 or src as 64500")]
    [InlineData("src tag web and dst country != src country", "dst tag web and src country != dst country")]
    [InlineData("src_port > dst_port and bytes > 1M", "dst_port > src_port and bytes > 1M")]
    [InlineData("nip 192.0.2.1 and flags S and bps > 1M", "nip 192.0.2.1 and flags S and bps > 1M")]
    public void What_is_said_of_sources_is_said_of_destinations(string forth, string back)
    {
        Assert.Equal(Text(FilterBinder.Bind(back)), Text(OtherDirection.Of(FilterBinder.Bind(forth))));
        Assert.Equal(Text(FilterBinder.Bind(forth)), Text(OtherDirection.Of(OtherDirection.Of(FilterBinder.Bind(forth)))));
    }

    [Theory]
    [InlineData("src_addr/24,dst_port,proto", "dst_addr/24,src_port,proto")]
    [InlineData("sampler_address,in_if,src_as,src_tag", "sampler_address,out_if,dst_as,dst_tag")]
    public void Groups_are_of_the_other_end(string forth, string back) =>
        Assert.Equal(DimensionText.ParseList(back), DimensionText.ParseList(forth).Select(OtherDirection.Of));

    // The order in which a test of either end names them does not matter.
    private static string Text(Predicate filter) => filter switch
    {
        AndPredicate and => $"({Text(and.Left)} and {Text(and.Right)})",
        OrPredicate or => $"({string.Join(" or ", new[] { Text(or.Left), Text(or.Right) }.Order(StringComparer.Ordinal))})",
        NotPredicate not => $"not {Text(not.Operand)}",
        NumberPredicate test => $"{test.Column} in {string.Join(',', test.Ranges)}",
        TextPredicate test => $"{test.Column} in {string.Join(',', test.Values)}",
        AddressPredicate test => $"{test.Column} in {string.Join(',', test.Ranges)}",
        ColumnsPredicate test => $"{test.Left} {test.Operator} {test.Right}",
        _ => filter.ToString(),
    };
}
