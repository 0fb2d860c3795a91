using System.Globalization;
using System.Text;
using System.Text.Json;
using Weir.Wire.Primitives;

namespace Weir.Wire.Elements;

/// <summary>
/// Writes the octets of one field as a JSON value for people: numbers as numbers, addresses and times as text, octets that no
/// type explains (or whose length contradicts it) as lower-case hexadecimal text. RFC 6313 lists are octets for now.
/// </summary>
public static class ElementJson
{
    private const int LongestHexOnStack = 256;

    /// <summary>Writes one value.</summary>
    public static void WriteValue(Utf8JsonWriter json, AbstractDataType type, ReadOnlySpan<byte> octets)
    {
        switch (type)
        {
            case AbstractDataType.Unsigned8 or AbstractDataType.Unsigned16 or AbstractDataType.Unsigned32 or AbstractDataType.Unsigned64
                when ElementValue.TryReadUnsigned(octets, out ulong unsigned):
                json.WriteNumberValue(unsigned);
                break;
            case AbstractDataType.Signed8 or AbstractDataType.Signed16 or AbstractDataType.Signed32 or AbstractDataType.Signed64
                when ElementValue.TryReadSigned(octets, out long signed):
                json.WriteNumberValue(signed);
                break;
            case AbstractDataType.Float32 or AbstractDataType.Float64 when ElementValue.TryReadFloat(octets, out double real):
                WriteFloat(json, real, octets.Length);
                break;
            case AbstractDataType.Boolean when ElementValue.TryReadBoolean(octets, out bool truth):
                json.WriteBooleanValue(truth);
                break;
            case AbstractDataType.MacAddress when octets.Length == 6:
                json.WriteStringValue(MacAddress.From(octets).ToString());
                break;
            case AbstractDataType.Ipv4Address when octets.Length == 4:
            case AbstractDataType.Ipv6Address when octets.Length == 16:
                json.WriteStringValue(new System.Net.IPAddress(octets).ToString());
                break;
            case AbstractDataType.String:
                // Fixed-length strings are filled up with NULs. What is not UTF-8 becomes U+FFFD.
                json.WriteStringValue(Encoding.UTF8.GetString(octets.TrimEnd((byte)0)));
                break;
            case AbstractDataType.DateTimeSeconds or AbstractDataType.DateTimeMilliseconds
                or AbstractDataType.DateTimeMicroseconds or AbstractDataType.DateTimeNanoseconds
                when ElementValue.TryReadTime(type, octets, out long nanoseconds):
                WriteTime(json, type, nanoseconds);
                break;
            default:
                WriteHex(json, octets);
                break;
        }
    }

    /// <summary>Writes nanoseconds since 1970-01-01 UTC as ISO 8601 text with as many digits as the type has.</summary>
    public static void WriteTime(Utf8JsonWriter json, AbstractDataType type, long unixNanoseconds)
    {
        (long second, long fraction) = Math.DivRem(unixNanoseconds, 1_000_000_000L);
        if (fraction < 0) (second, fraction) = (second - 1, fraction + 1_000_000_000);
        (int digits, long unit) = type switch
        {
            AbstractDataType.DateTimeSeconds => (0, 1_000_000_000L),
            AbstractDataType.DateTimeMilliseconds => (3, 1_000_000L),
            AbstractDataType.DateTimeMicroseconds => (6, 1_000L),
            _ => (9, 1L),
        };
        string text = DateTimeOffset.FromUnixTimeSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        string rest = digits == 0 ? "" : "." + (fraction / unit).ToString("D" + digits, CultureInfo.InvariantCulture);
        json.WriteStringValue(text + rest + "Z");
    }

    // JSON has no infinities and no NaN.
    private static void WriteFloat(Utf8JsonWriter json, double value, int length)
    {
        if (!double.IsFinite(value)) json.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        else if (length == sizeof(float)) json.WriteNumberValue((float)value);
        else json.WriteNumberValue(value);
    }

    private static void WriteHex(Utf8JsonWriter json, ReadOnlySpan<byte> octets)
    {
        if (octets.Length > LongestHexOnStack)
        {
            json.WriteStringValue(Convert.ToHexStringLower(octets));
            return;
        }

        Span<char> text = stackalloc char[2 * LongestHexOnStack];
        Convert.TryToHexStringLower(octets, text, out int written);
        json.WriteStringValue(text[..written]);
    }
}
