using System.Globalization;
using Weir.Wire.Primitives;

namespace Weir.Collector.Enriching.Networks;

/// <summary>Networks as people write them, as the first and the last of their addresses: the 128 bits of <see cref="IpAddress"/>.</summary>
internal static class NetworkText
{
    private const int V4Bits = 32;
    private const int MaxShown = 60;

    private static readonly UInt128 FirstV4 = new(0, IpAddress.FromV4(0).Low);

    /// <summary>The addresses of a prefix, or an address alone.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static (UInt128 First, UInt128 Last) Prefix(ReadOnlySpan<char> text)
    {
        int slash = text.IndexOf('/');
        UInt128 address = Address(slash < 0 ? text : text[..slash]);
        if (slash < 0) return (address, address);
        bool isDotted = !text.Contains(':');
        int longest = isDotted ? V4Bits : 128;
        if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > longest)
            throw new FormatException($"'{Shown(text)}' has no prefix length of 0 to {longest}");
        if (isDotted) length += 128 - V4Bits;
        UInt128 hosts = length == 128 ? UInt128.Zero : UInt128.MaxValue >> length;
        return (address & hosts) == 0 ? (address, address | hosts) : throw new FormatException($"'{Shown(text)}' has bits behind its prefix: want {Text(address & ~hosts)}{text[slash..]}");
    }

    /// <summary>The addresses between two.</summary>
    /// <exception cref="FormatException">They are none, or the wrong way round.</exception>
    public static (UInt128 First, UInt128 Last) Between(ReadOnlySpan<char> first, ReadOnlySpan<char> last)
    {
        (UInt128 from, UInt128 to) = (Address(first), Address(last));
        if (IsV4(from) != IsV4(to)) throw new FormatException($"'{Shown(first)}' and '{Shown(last)}' are of two versions of IP");
        return from <= to ? (from, to) : throw new FormatException($"'{Shown(first)}' comes behind '{Shown(last)}'");
    }

    private static UInt128 Address(ReadOnlySpan<char> text) => IpAddress.TryParse(text, out IpAddress address)
        ? new UInt128(address.High, address.Low)
        : throw new FormatException($"'{Shown(text)}' is no address or network: want 192.0.2.1, 192.0.2.0/24 or 2001:db8::/32");

    /// <summary>Whether an address is one of IPv4.</summary>
    public static bool IsV4(UInt128 address) => address >> V4Bits == FirstV4 >> V4Bits;

    private static string Text(UInt128 address) => new IpAddress((ulong)(address >> 64), (ulong)address).ToString();

    /// <summary>What stands in a file, for a message: cut, and on one line.</summary>
    public static string Shown(ReadOnlySpan<char> text)
    {
        string whole = text.Length <= MaxShown ? text.ToString() : $"{text[..MaxShown]}…";
        return string.Concat(whole.Select(static letter => char.IsControl(letter) ? '?' : letter));
    }
}
