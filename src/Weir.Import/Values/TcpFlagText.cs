namespace Weir.Import.Values;

/// <summary>TCP's control bits in text.</summary>
internal static class TcpFlagText
{
    private const ushort Fin = 0x01, Syn = 0x02, Reset = 0x04, Push = 0x08, Ack = 0x10, Urgent = 0x20, EceEcho = 0x40, Reduced = 0x80;

    /// <summary>As nfdump writes them, a letter each and points between: <c>...AP.SF</c>; or a number, in hexadecimal behind <c>0x</c>.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out ushort flags)
    {
        flags = 0;
        if (text.StartsWith("0x"u8)) return System.Buffers.Text.Utf8Parser.TryParse(text[2..], out flags, out int consumed, 'x') && consumed == text.Length - 2;
        if (TextNumber.TryParse(text, ushort.MaxValue, out ulong number))
        {
            flags = (ushort)number;
            return true;
        }

        foreach (byte letter in text)
        {
            ushort flag = letter switch
            {
                (byte)'C' => Reduced,
                (byte)'E' => EceEcho,
                (byte)'U' => Urgent,
                (byte)'A' => Ack,
                (byte)'P' => Push,
                (byte)'R' => Reset,
                (byte)'S' => Syn,
                (byte)'F' => Fin,
                (byte)'.' => 0,
                _ => ushort.MaxValue,
            };
            if (flag == ushort.MaxValue) return false;
            flags |= flag;
        }

        return !text.IsEmpty;
    }

    /// <summary>What Zeek's history of a connection says of the flags of each side: capitals are the originator's, small letters the responder's.</summary>
    internal static (ushort Originator, ushort Responder) OfHistory(ReadOnlySpan<byte> history)
    {
        ushort originator = 0, responder = 0;
        foreach (byte letter in history)
        {
            ushort flags = (letter & ~0x20) switch
            {
                'S' => Syn,
                'H' => Syn | Ack,
                'A' => Ack,
                'F' => Fin,
                'R' => Reset,
                _ => 0,
            };
            if ((letter & 0x20) == 0) originator |= flags;
            else responder |= flags;
        }

        return (originator, responder);
    }
}
