using Weir.Wire.Elements;

namespace Weir.Wire.Tests.Elements;

public sealed class ElementValueTests
{
    [Theory]
    [InlineData("01", 1UL)]
    [InlineData("010203", 0x010203UL)]
    [InlineData("ffffffffffffffff", ulong.MaxValue)]
    public void Unsigned_numbers_of_any_length_up_to_eight_are_read(string octets, ulong expected)
    {
        Assert.True(ElementValue.TryReadUnsigned(Convert.FromHexString(octets), out ulong value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("000000000000000001")]
    public void Numbers_of_no_octets_or_of_more_than_eight_are_not_read(string octets)
    {
        Assert.False(ElementValue.TryReadUnsigned(Convert.FromHexString(octets), out _));
        Assert.False(ElementValue.TryReadSigned(Convert.FromHexString(octets), out _));
    }

    [Theory]
    [InlineData("ff", -1L)]
    [InlineData("7f", 127L)]
    [InlineData("800000", -8388608L)]
    [InlineData("8000000000000000", long.MinValue)]
    public void Shortened_signed_numbers_keep_their_sign(string octets, long expected)
    {
        Assert.True(ElementValue.TryReadSigned(Convert.FromHexString(octets), out long value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void A_float64_sent_as_float32_is_read()
    {
        Assert.True(ElementValue.TryReadFloat(Convert.FromHexString("3fc00000"), out double value));
        Assert.Equal(1.5, value);
    }

    [Theory]
    [InlineData("01", true, true)]
    [InlineData("02", true, false)]
    [InlineData("00", false, false)]
    [InlineData("0001", false, false)]
    public void A_boolean_is_one_or_two(string octets, bool isRead, bool expected)
    {
        Assert.Equal(isRead, ElementValue.TryReadBoolean(Convert.FromHexString(octets), out bool value));
        Assert.Equal(expected, value);
    }

    [Fact]
    public void Times_are_read_in_all_four_units()
    {
        const long second = 1_700_000_000;
        Assert.Equal(second * 1_000_000_000, Read(AbstractDataType.DateTimeSeconds, "6553f100"));
        Assert.Equal(second * 1_000_000_000 + 5_000_000, Read(AbstractDataType.DateTimeMilliseconds, "0000018bcfe56805"));
        // 1700000000 + 2208988800 = 0xe8fe6f80; a half second is the top bit of the fraction.
        Assert.Equal(second * 1_000_000_000 + 500_000_000, Read(AbstractDataType.DateTimeMicroseconds, "e8fe6f8080000000"));
        Assert.Equal(second * 1_000_000_000 + 500_000_000, Read(AbstractDataType.DateTimeNanoseconds, "e8fe6f8080000000"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(123_457)]
    [InlineData(999_999)]
    public void A_microsecond_that_was_cut_off_on_encoding_comes_back(int microsecond)
    {
        ulong fraction = (((ulong)microsecond << 32) / 1_000_000) & 0xFFFF_F800;
        long nanoseconds = NtpTimestamp.MicrosecondsToUnixNanoseconds(0xe8fe6f80_0000_0000UL | fraction);
        Assert.Equal(1_700_000_000_000_000_000 + microsecond * 1000L, nanoseconds);
    }

    [Fact]
    public void The_low_bits_of_a_microsecond_fraction_are_ignored() =>
        Assert.Equal(
            NtpTimestamp.MicrosecondsToUnixNanoseconds(0xe8fe6f80_1234_0000),
            NtpTimestamp.MicrosecondsToUnixNanoseconds(0xe8fe6f80_1234_07FF));

    [Fact]
    public void Ntp_seconds_turn_over_in_2036() =>
        // 2036-02-07T06:28:16Z is second 0 of the next era.
        Assert.Equal(2_085_978_496L * 1_000_000_000, NtpTimestamp.ToUnixNanoseconds(0));

    [Theory]
    [InlineData(AbstractDataType.DateTimeMilliseconds, "ffffffffffffffff")]
    [InlineData(AbstractDataType.DateTimeMicroseconds, "e8fe6f80")]
    [InlineData(AbstractDataType.DateTimeSeconds, "")]
    [InlineData(AbstractDataType.Unsigned32, "00000001")]
    public void A_time_out_of_range_or_of_a_wrong_length_is_not_read(AbstractDataType type, string octets) =>
        Assert.False(ElementValue.TryReadTime(type, Convert.FromHexString(octets), out _));

    private static long Read(AbstractDataType type, string octets)
    {
        Assert.True(ElementValue.TryReadTime(type, Convert.FromHexString(octets), out long nanoseconds));
        return nanoseconds;
    }
}
