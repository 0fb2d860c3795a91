using Weir.App.Output;

namespace Weir.App.Tests.Output;

public sealed class ValueTextTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(9999, "9999 B")]
    [InlineData(10_000, "10.0 kB")]
    [InlineData(999_949, "1.00 MB")]
    [InlineData(1_234_567, "1.23 MB")]
    [InlineData(98_765_432_100, "98.8 GB")]
    public void Octets_have_three_figures_and_a_decimal_unit(double value, string text) => Assert.Equal(text, ValueText.Of(value, ValueKind.Octets));

    [Theory]
    [InlineData(0x12, "...A..S.")]
    [InlineData(0xFF, "CEUAPRSF")]
    [InlineData(0, "........")]
    public void Tcp_flags_are_letters_in_their_places(ushort bits, string text) => Assert.Equal(text, ValueText.TcpFlags(bits));

    [Theory]
    [InlineData(6, "tcp")]
    [InlineData(58, "icmp6")]
    [InlineData(200, "200")]
    public void Protocols_are_named_where_they_have_a_name(int number, string text) => Assert.Equal(text, ValueText.Of(number, ValueKind.Protocol));

    [Fact]
    public void Nothing_is_a_dash() => Assert.Equal("-", ValueText.Of(null, ValueKind.Octets));
}
