using System.Globalization;
using System.Runtime.CompilerServices;

namespace Weir.Wire.Primitives;

/// <summary>An IEEE 802 48-bit address, held in the low 48 bits with the first octet most significant.</summary>
/// <param name="Bits">The 48 bits; the upper 16 are zero.</param>
public readonly record struct MacAddress(ulong Bits)
{
    /// <summary>Reads six octets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static MacAddress From(ReadOnlySpan<byte> octets)
    {
        _ = octets[5];
        return new((ulong)octets[0] << 40 | (ulong)octets[1] << 32 | (ulong)octets[2] << 24 | (ulong)octets[3] << 16
            | (ulong)octets[4] << 8 | octets[5]);
    }

    /// <summary>Reads text such as <c>00:1b:21:aa:bb:cc</c>; colons or hyphens.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress address)
    {
        address = default;
        if (text.Length != 17) return false;
        ulong bits = 0;
        for (int at = 0; at < text.Length; at += 3)
        {
            if (at > 0 && text[at - 1] is not (':' or '-')) return false;
            if (!byte.TryParse(text.Slice(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet)) return false;
            bits = bits << 8 | octet;
        }

        address = new(bits);
        return true;
    }

    /// <summary>Writes six octets.</summary>
    public void Write(Span<byte> octets)
    {
        _ = octets[5];
        for (int i = 5, shift = 0; i >= 0; i--, shift += 8) octets[i] = (byte)(Bits >> shift);
    }

    /// <summary>Six lower-case hexadecimal octets with colons.</summary>
    public override string ToString() => string.Create(17, Bits, static (text, bits) =>
    {
        for (int i = 0; i < 6; i++)
        {
            ((byte)(bits >> (40 - 8 * i))).TryFormat(text[(3 * i)..], out _, "x2", CultureInfo.InvariantCulture);
            if (i < 5) text[3 * i + 2] = ':';
        }
    });
}
