using System.Text;
using Weir.Query.Syntax;

namespace Weir.Import.Values;

/// <summary>IP protocols in text.</summary>
internal static class TextProtocol
{
    private const int MaxName = 16;

    /// <summary>A number, or a name as people have it.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out byte protocol)
    {
        protocol = 0;
        if (TextNumber.TryParse(text, byte.MaxValue, out ulong number))
        {
            protocol = (byte)number;
            return true;
        }

        if (text.Length is 0 or > MaxName) return false;
        // What nearly all lines have.
        if (Ascii.EqualsIgnoreCase(text, "tcp"u8)) protocol = 6;
        else if (Ascii.EqualsIgnoreCase(text, "udp"u8)) protocol = 17;
        else if (Ascii.EqualsIgnoreCase(text, "ipv6-icmp"u8)) protocol = 58;
        else if (Ascii.EqualsIgnoreCase(text, "ipv6"u8)) protocol = 41;
        if (protocol != 0) return true;
        Span<char> name = stackalloc char[MaxName];
        return Ascii.ToUtf16(text, name, out int length) == System.Buffers.OperationStatus.Done && ProtocolNames.TryFind(name[..length], out protocol);
    }
}
