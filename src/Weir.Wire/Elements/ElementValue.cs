using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Elements;

/// <summary>
/// Reads the octets of one field by its abstract data type (RFC 7011 section 6.1), shortened ones included (section 6.2).
/// A field whose length does not fit its type is not read: <see langword="false"/>, and no exception.
/// </summary>
public static class ElementValue
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerMillisecond = 1_000_000;

    /// <summary>Reads an unsigned integer of 1 to 8 octets.</summary>
    public static bool TryReadUnsigned(ReadOnlySpan<byte> octets, out ulong value)
    {
        value = 0;
        if (octets.Length is 0 or > sizeof(ulong)) return false;
        foreach (byte octet in octets) value = value << 8 | octet;
        return true;
    }

    /// <summary>Reads a signed integer in two's complement of 1 to 8 octets.</summary>
    public static bool TryReadSigned(ReadOnlySpan<byte> octets, out long value)
    {
        bool read = TryReadUnsigned(octets, out ulong bits);
        int unused = 64 - 8 * octets.Length;
        value = read ? (long)(bits << unused) >> unused : 0;
        return read;
    }

    /// <summary>Reads a float64, or a float32 in its place.</summary>
    public static bool TryReadFloat(ReadOnlySpan<byte> octets, out double value)
    {
        value = octets.Length switch
        {
            sizeof(float) => BinaryPrimitives.ReadSingleBigEndian(octets),
            sizeof(double) => BinaryPrimitives.ReadDoubleBigEndian(octets),
            _ => double.NaN,
        };
        return octets.Length is sizeof(float) or sizeof(double);
    }

    /// <summary>Reads a boolean: 1 is true, 2 is false (RFC 7011 section 6.1.5); other values are neither.</summary>
    public static bool TryReadBoolean(ReadOnlySpan<byte> octets, out bool value)
    {
        value = octets is [1];
        return octets is [1] or [2];
    }

    /// <summary>Reads a time as nanoseconds since 1970-01-01 UTC. Times that 64 bits of them do not reach (1677 to 2262) are not read.</summary>
    public static bool TryReadTime(AbstractDataType type, ReadOnlySpan<byte> octets, out long unixNanoseconds)
    {
        unixNanoseconds = 0;
        if (!TryReadUnsigned(octets, out ulong value)) return false;
        switch (type)
        {
            case AbstractDataType.DateTimeSeconds:
                return TryScale(value, NanosecondsPerSecond, out unixNanoseconds);
            case AbstractDataType.DateTimeMilliseconds:
                return TryScale(value, NanosecondsPerMillisecond, out unixNanoseconds);
            case AbstractDataType.DateTimeMicroseconds when octets.Length == sizeof(ulong):
                unixNanoseconds = NtpTimestamp.MicrosecondsToUnixNanoseconds(value);
                return true;
            case AbstractDataType.DateTimeNanoseconds when octets.Length == sizeof(ulong):
                unixNanoseconds = NtpTimestamp.ToUnixNanoseconds(value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Multiplies a time by the nanoseconds of its unit. Returns <see langword="false"/> where 63 bits do not hold the product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryScale(ulong value, long nanosecondsPerUnit, out long nanoseconds)
    {
        nanoseconds = (long)value * nanosecondsPerUnit;
        return value <= (ulong)(long.MaxValue / nanosecondsPerUnit);
    }
}
