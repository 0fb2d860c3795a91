using Weir.Wire.Primitives;

namespace Weir.Wire.Ipfix;

/// <summary>
/// The length before a variable-length field's value (RFC 7011 section 7): one octet below 255, else 255 and two octets.
/// <code>
/// +--------+----------- …     +-----+-----------------+----------- …
/// | length | value            | 255 |     length      | value
/// |  &lt; 255 |                  |     |     16 bits     |
/// +--------+----------- …     +-----+-----------------+----------- …
/// </code>
/// </summary>
public static class VariableLengthField
{
    /// <summary>Says that the length follows in two octets.</summary>
    public const byte LongForm = 255;

    /// <summary>Octets that a value takes with its length.</summary>
    public static int EncodedLength(int valueLength) => valueLength + (valueLength < LongForm ? 1 : 3);

    /// <summary>Writes length and value, or nothing where they do not fit or the value is longer than 65535 octets.</summary>
    public static bool TryWrite(ref WireWriter writer, scoped ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue || writer.Remaining < EncodedLength(value.Length)) return false;
        if (value.Length < LongForm)
        {
            writer.TryWriteByte((byte)value.Length);
        }
        else
        {
            writer.TryWriteByte(LongForm);
            writer.TryWriteUInt16((ushort)value.Length);
        }

        return writer.TryWriteBytes(value);
    }
}
