using System.Globalization;
using System.Text;
using Weir.Wire.Primitives;

namespace Weir.Wire.Proxy;

/// <summary>
/// Version 1 of the PROXY protocol (haproxy.org/download/2.9/doc/proxy-protocol.txt section 2.1): a line of text before a connection.
/// <code>
/// PROXY TCP4 SOURCE DESTINATION SOURCE-PORT DESTINATION-PORT CR LF
/// PROXY TCP6 …
/// PROXY UNKNOWN, and anything, CR LF
/// </code>
/// </summary>
internal static class ProxyLine
{
    /// <summary>The first octet of a line.</summary>
    public const byte First = (byte)'P';

    /// <summary>Octets of the shortest line: no address, no ports.</summary>
    public const int ShortestSize = 15;

    /// <summary>Octets of the longest line that the protocol allows, CR LF included.</summary>
    private const int LongestSize = 107;

    private static ReadOnlySpan<byte> Start => "PROXY "u8;

    private static ReadOnlySpan<byte> End => "\r\n"u8;

    /// <summary>Reads a line from the start of <paramref name="octets"/>; what it gives is that of <see cref="ProxyHeader.TryReadStream"/>.</summary>
    public static DecodeStatus TryRead(ReadOnlySpan<byte> octets, out ProxyHeader header)
    {
        header = default;
        int seen = Math.Min(octets.Length, Start.Length);
        if (!octets[..seen].SequenceEqual(Start[..seen])) return DecodeStatus.UnknownVersion;
        int end = octets[..Math.Min(octets.Length, LongestSize)].IndexOf(End);
        if (end < 0)
        {
            if (octets.Length >= LongestSize) return DecodeStatus.BadLength;
            header = new(Math.Max(ShortestSize, octets.Length + (octets.EndsWith(End[..1]) ? 1 : End.Length)), false, default, 0);
            return DecodeStatus.Truncated;
        }

        int length = end + End.Length;
        ReadOnlySpan<byte> line = octets[Start.Length..Math.Max(Start.Length, end)];
        if (line.SequenceEqual("UNKNOWN"u8) || line.StartsWith("UNKNOWN "u8))
        {
            header = new(length, false, default, 0);
            return DecodeStatus.Ok;
        }

        if (!TryReadAddress(line, out IpAddress source, out ushort port)) return DecodeStatus.BadLength;
        header = new(length, true, source, port);
        return DecodeStatus.Ok;
    }

    private static bool TryReadAddress(ReadOnlySpan<byte> line, out IpAddress source, out ushort port)
    {
        (source, port) = (default, 0);
        Span<char> text = stackalloc char[LongestSize];
        text = text[..Encoding.ASCII.GetChars(line, text)];
        Span<Range> words = stackalloc Range[6];
        if (((ReadOnlySpan<char>)text).Split(words, ' ') != 5) return false;
        bool isV4 = text[words[0]].SequenceEqual("TCP4");
        if (!isV4 && !text[words[0]].SequenceEqual("TCP6")) return false;
        return IpAddress.TryParse(text[words[1]], out source) && source.IsV4 == isV4
            && IpAddress.TryParse(text[words[2]], out IpAddress destination) && destination.IsV4 == isV4
            && ushort.TryParse(text[words[3]], NumberStyles.None, CultureInfo.InvariantCulture, out port)
            && ushort.TryParse(text[words[4]], NumberStyles.None, CultureInfo.InvariantCulture, out _);
    }
}
