using System.Buffers.Text;
using Weir.Wire.Primitives;

namespace Weir.Import.Values;

/// <summary>Addresses in text.</summary>
internal static class TextAddress
{
    private const int Groups = 8;

    /// <summary>IPv4 in dotted decimal, or IPv6 (RFC 4291 section 2.2), without a zone.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out IpAddress address)
    {
        if (TryParseV4(text, out uint bits))
        {
            address = IpAddress.FromV4(bits);
            return true;
        }

        return TryParseV6(text, out address);
    }

    /// <summary>Six octets: with colons or hyphens between, or twelve digits.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out MacAddress address)
    {
        address = default;
        int step = text.Length switch { 17 => 3, 12 => 2, _ => 0 };
        if (step == 0) return false;
        ulong bits = 0;
        for (int at = 0; at < text.Length; at += step)
        {
            if (step == 3 && at > 0 && text[at - 1] is not ((byte)':' or (byte)'-')) return false;
            int octet = Digit(text[at]) << 4 | Digit(text[at + 1]);
            if (octet < 0) return false;
            bits = bits << 8 | (uint)octet;
        }

        address = new(bits);
        return true;
    }

    /// <summary>A digit's value; below zero where it is none.</summary>
    private static int Digit(byte digit) => char.IsAsciiHexDigit((char)digit) ? (digit & 0xF) + (digit >> 6) * 9 : -1;

    private static bool TryParseV4(ReadOnlySpan<byte> text, out uint bits)
    {
        bits = 0;
        if (text.Length is < 7 or > 15) return false;
        uint octet = 0;
        int digits = 0, octets = 1;
        foreach (byte c in text)
        {
            uint digit = (uint)c - '0';
            if (digit <= 9)
            {
                octet = octet * 10 + digit;
                if (++digits > 3 || octet > 255) return false;
            }
            else if (c == '.' && digits > 0 && octets < 4)
            {
                bits = bits << 8 | octet;
                (octet, digits) = (0, 0);
                octets++;
            }
            else
            {
                return false;
            }
        }

        bits = bits << 8 | octet;
        return octets == 4 && digits > 0;
    }

    private static bool TryParseV6(ReadOnlySpan<byte> text, out IpAddress address)
    {
        address = default;
        if (text.Length is < 2 or > 45) return false;
        Span<ushort> groups = stackalloc ushort[Groups];
        int count = 0, gap = -1, at = 0;
        if (text[0] == ':')
        {
            if (text[1] != ':') return false;
            (gap, at) = (0, 2);
        }

        while (at < text.Length)
        {
            ReadOnlySpan<byte> rest = text[at..];
            int end = rest.IndexOf((byte)':');
            ReadOnlySpan<byte> group = end < 0 ? rest : rest[..end];
            if (group.Contains((byte)'.'))
            {
                // The last 32 bits as IPv4.
                if (end >= 0 || count > Groups - 2 || !TryParseV4(group, out uint bits)) return false;
                groups[count++] = (ushort)(bits >> 16);
                groups[count++] = (ushort)bits;
                break;
            }

            if (count == Groups || group.Length is 0 or > 4 || !Utf8Parser.TryParse(group, out ushort value, out int consumed, 'x') || consumed != group.Length) return false;
            groups[count++] = value;
            if (end < 0) break;
            at += end + 1;
            if (at == text.Length) return false; // a colon at the end
            if (text[at] != ':') continue;
            if (gap >= 0) return false;
            gap = count;
            at++;
        }

        if (gap < 0 ? count != Groups : count == Groups) return false;
        if (gap >= 0)
        {
            int behind = count - gap;
            groups.Slice(gap, behind).CopyTo(groups[(Groups - behind)..]);
            groups[gap..(Groups - behind)].Clear();
        }

        address = new(Half(groups), Half(groups[4..]));
        return true;
    }

    private static ulong Half(ReadOnlySpan<ushort> groups) => (ulong)groups[0] << 48 | (ulong)groups[1] << 32 | (ulong)groups[2] << 16 | groups[3];
}
