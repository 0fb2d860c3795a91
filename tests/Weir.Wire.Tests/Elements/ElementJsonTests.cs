using System.Buffers;
using System.Text;
using System.Text.Json;
using Weir.Wire.Elements;

namespace Weir.Wire.Tests.Elements;

public sealed class ElementJsonTests
{
    [Theory]
    [InlineData(AbstractDataType.Unsigned64, "0102", "258")]
    [InlineData(AbstractDataType.Signed32, "fffe", "-2")]
    [InlineData(AbstractDataType.Float32, "3fc00000", "1.5")]
    [InlineData(AbstractDataType.Float64, "7ff8000000000000", "\"NaN\"")]
    [InlineData(AbstractDataType.Boolean, "02", "false")]
    [InlineData(AbstractDataType.Boolean, "07", "\"07\"")]
    [InlineData(AbstractDataType.MacAddress, "001b21aabbcc", "\"00:1b:21:aa:bb:cc\"")]
    [InlineData(AbstractDataType.MacAddress, "001b21", "\"001b21\"")]
    [InlineData(AbstractDataType.Ipv4Address, "c0000201", "\"192.0.2.1\"")]
    [InlineData(AbstractDataType.Ipv6Address, "20010db8000000000000000000000001", "\"2001:db8::1\"")]
    [InlineData(AbstractDataType.String, "6574683000000000", "\"eth0\"")]
    [InlineData(AbstractDataType.String, "61ff62", "\"a\\uFFFDb\"")]
    [InlineData(AbstractDataType.String, "", "\"\"")]
    [InlineData(AbstractDataType.DateTimeSeconds, "6553f100", "\"2023-11-14T22:13:20Z\"")]
    [InlineData(AbstractDataType.DateTimeMilliseconds, "0000018bcfe56805", "\"2023-11-14T22:13:20.005Z\"")]
    [InlineData(AbstractDataType.DateTimeMicroseconds, "e8fe6f8080000000", "\"2023-11-14T22:13:20.500000Z\"")]
    [InlineData(AbstractDataType.DateTimeNanoseconds, "e8fe6f8080000000", "\"2023-11-14T22:13:20.500000000Z\"")]
    [InlineData(AbstractDataType.OctetArray, "00ff", "\"00ff\"")]
    [InlineData(AbstractDataType.BasicList, "ff0001", "\"ff0001\"")]
    public void A_value_is_written_as_its_type_has_it(AbstractDataType type, string octets, string expected) =>
        Assert.Equal(expected, Write(type, Convert.FromHexString(octets)));

    [Fact]
    public void No_octets_of_any_length_break_any_type()
    {
        byte[] octets = [.. Enumerable.Repeat((byte)0xFF, 600)];
        foreach (AbstractDataType type in Enum.GetValues<AbstractDataType>())
        {
            for (int length = 0; length <= 40; length++) JsonDocument.Parse(Write(type, octets.AsSpan(0, length))).Dispose();
            JsonDocument.Parse(Write(type, octets)).Dispose();
        }
    }

    private static string Write(AbstractDataType type, ReadOnlySpan<byte> octets)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output)) ElementJson.WriteValue(json, type, octets);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
