using System.Globalization;
using System.Net;
using System.Text;
using Weir.Import.Values;
using Weir.Wire.Primitives;

namespace Weir.Import.Tests.Values;

/// <summary>Values in text, beside what the framework makes of them.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("255.255.255.255")]
    [InlineData("10.0.0.1")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("1::")]
    [InlineData("2001:db8::1:0:0:1")]
    [InlineData("2001:DB8:1:2:3:4:5:6")]
    [InlineData("::ffff:192.0.2.1")]
    [InlineData("64:ff9b::192.0.2.33")]
    [InlineData("1:2:3:4:5:6:7::")]
    [InlineData("::2:3:4:5:6:7:8")]
    public void Addresses_are_as_the_framework_reads_them(string text)
    {
        Assert.True(TextAddress.TryParse(Encoding.ASCII.GetBytes(text), out IpAddress address));
        Assert.Equal(IpAddress.From(IPAddress.Parse(text)), address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.256")]
    [InlineData("10.0.0.1.2")]
    [InlineData("10..0.1")]
    [InlineData("1.2.3.0004")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData(":1")]
    [InlineData("1:")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::1.2.3")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("1.2.3.4::")]
    public void What_is_no_address_is_none(string text) => Assert.False(TextAddress.TryParse(Encoding.ASCII.GetBytes(text), out IpAddress _));

    [Fact]
    public void Any_address_comes_back_from_its_text()
    {
        var random = new Random(91);
        byte[] octets = new byte[16];
        for (int i = 0; i < 20_000; i++)
        {
            random.NextBytes(octets);
            for (int zero = random.Next(16); zero > 0; zero--) octets[random.Next(16)] = 0;
            var address = new IPAddress(octets);
            Assert.True(TextAddress.TryParse(Encoding.ASCII.GetBytes(address.ToString()), out IpAddress parsed), address.ToString());
            Assert.Equal(IpAddress.From(address), parsed);
        }
    }

    [Theory]
    [InlineData("2026-11-20 08:00:00", 1795161600_000000000)]
    [InlineData("2026-11-20T08:00:00.5Z", 1795161600_500000000)]
    [InlineData("2026-11-20T09:30:00.123456789+01:30", 1795161600_123456789)]
    [InlineData("2026-11-20T05:00:00-0300", 1795161600_000000000)]
    [InlineData("2024-02-29 00:00:00.1234567891", 1709164800_123456789)]
    [InlineData("1970-01-01 00:00:00", 0)]
    public void Times_are_read(string text, long nanoseconds)
    {
        Assert.True(new TextTime(TimeZoneInfo.Utc).TryParse(Encoding.ASCII.GetBytes(text), out long time));
        Assert.Equal(nanoseconds, time);
    }

    [Theory]
    [InlineData("2026-11-20")]
    [InlineData("2026-02-29 00:00:00")]
    [InlineData("2026-13-01 00:00:00")]
    [InlineData("1969-12-31 23:59:59")]
    [InlineData("2262-01-01 00:00:00")]
    [InlineData("2026-11-20 24:00:00")]
    [InlineData("2026-11-20 08:00:0x")]
    [InlineData("2026-11-20 08:00:00.")]
    [InlineData("2026-11-20 08:00:00Y")]
    [InlineData("2026-11-20 08:00:00+25:00")]
    [InlineData("2026-11-20 08:00:00+1")]
    [InlineData("+026-11-20 08:00:00")]
    public void What_is_no_time_is_none(string text) => Assert.False(new TextTime(TimeZoneInfo.Utc).TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void A_time_is_read_as_if_it_were_the_first()
    {
        var times = new TextTime(TimeZoneInfo.Utc);
        var random = new Random(20261122);
        string[] texts = ["2026-11-20 08:00:00", "2026-11-20T08:00:01Z", "2026-11-20 08:00:59.5", "2026-11-20 08:01:00", "2026-11-20 08:0x:00", "1970-01-01 00:00:07", "2026-02-29 00:00:00", new string('\0', 16) + ":00"];
        for (int i = 0; i < 1000; i++)
        {
            byte[] text = Encoding.ASCII.GetBytes(texts[random.Next(texts.Length)]);
            bool isTime = new TextTime(TimeZoneInfo.Utc).TryParse(text, out long alone);
            Assert.Equal((isTime, isTime ? alone : 0), (times.TryParse(text, out long time), isTime ? time : 0));
        }
    }

    [Fact]
    public void Times_of_a_zone_follow_its_summer()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("zone", TimeSpan.FromHours(1), "zone", "zone", "zone", [TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 29), TimeZoneInfo.TransitionTime.CreateFixedDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 25))]);
        var times = new TextTime(zone);
        Assert.True(times.TryParse("2026-07-01 10:00:00"u8, out long summer));
        Assert.True(times.TryParse("2026-12-01 10:00:00"u8, out long winter));
        Assert.Equal((8, 9), (Hour(summer), Hour(winter)));

        static int Hour(long time) => DateTime.UnixEpoch.AddTicks(time / 100).Hour;
    }

    [Theory]
    [InlineData("0", true, 0)]
    [InlineData("1795161600.123456", true, 1795161600_123456000)]
    [InlineData("-1.5", true, -1_500000000)]
    [InlineData("9223372035.999999999", true, 9223372035_999999999)]
    [InlineData("9223372037", false, 0)]
    [InlineData("1.", false, 0)]
    [InlineData(".5", false, 0)]
    [InlineData("1e9", false, 0)]
    [InlineData("1.5x", false, 0)]
    [InlineData("", false, 0)]
    public void Seconds_with_a_fraction_are_nanoseconds(string text, bool isNumber, long nanoseconds)
    {
        Assert.Equal(isNumber, TextNumber.TryParseBillionths(Encoding.ASCII.GetBytes(text), out long value));
        if (isNumber) Assert.Equal(nanoseconds, value);
    }

    [Theory]
    [InlineData("18446744073709551615", true)]
    [InlineData("18446744073709551616", false)]
    [InlineData("99999999999999999999", false)]
    [InlineData("000000000000000000000", false)]
    [InlineData("+1", false)]
    [InlineData("1 ", false)]
    public void Numbers_fit_or_are_none(string text, bool isNumber)
    {
        Assert.Equal(isNumber, TextNumber.TryParse(Encoding.ASCII.GetBytes(text), out ulong value));
        if (isNumber) Assert.Equal(ulong.Parse(text, CultureInfo.InvariantCulture), value);
    }

    [Theory]
    [InlineData("TCP", 6)]
    [InlineData("udp", 17)]
    [InlineData("ICMP6", 58)]
    [InlineData("ipv6-icmp", 58)]
    [InlineData("GRE", 47)]
    [InlineData("250", 250)]
    public void Protocols_are_numbers_or_names(string text, byte protocol)
    {
        Assert.True(TextProtocol.TryParse(Encoding.ASCII.GetBytes(text), out byte parsed));
        Assert.Equal(protocol, parsed);
        Assert.False(TextProtocol.TryParse("256"u8, out _) || TextProtocol.TryParse("nonesuch"u8, out _) || TextProtocol.TryParse("\u00fc"u8, out _));
    }

    [Theory]
    [InlineData("...AP.SF", true, 0x1B)]
    [InlineData("CEUAPRSF", true, 0xFF)]
    [InlineData(".AP...", true, 0x18)]
    [InlineData("0x1f", true, 0x1F)]
    [InlineData("19", true, 19)]
    [InlineData("...X", false, 0)]
    public void Flags_are_letters_or_a_number(string text, bool isFlags, int flags)
    {
        Assert.Equal(isFlags, TcpFlagText.TryParse(Encoding.ASCII.GetBytes(text), out ushort parsed));
        if (isFlags) Assert.Equal(flags, parsed);
    }
}
