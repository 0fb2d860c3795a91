using System.Buffers;
using Weir.Import.Records;

namespace Weir.Import.Reading;

/// <summary>
/// Cuts a document of JSON into the objects of its list: of an array, of <c>{"records":[…]}</c>, or one after another. Whether an object is
/// right, its reader finds out; here only its end is looked for.
/// </summary>
internal sealed class JsonObjects(LogBuffer buffer, int maxObject) : ILogUnits
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"{}\n"u8);
    private static readonly SearchValues<byte> InText = SearchValues.Create("\"\\\n"u8);

    private long _lines;
    private int _taken;

    public long Line { get; private set; }

    public bool TryNext(out ReadOnlySpan<byte> unit, out LogProblem problem)
    {
        Take(_taken);
        _taken = 0;
        unit = default;
        problem = LogProblem.None;
        if (!FindBegin(out bool isOther)) return Other(isOther, out problem);
        Line = _lines + 1;
        if (isOther)
        {
            problem = LogProblem.Json;
            return true;
        }

        int end = FindEnd();
        if (end < 0)
        {
            // Of which the end is missing, or so long that nothing behind it can be trusted to be a begin.
            problem = buffer.Held.Length > maxObject ? LogProblem.TooLong : LogProblem.Json;
            while (buffer.Held.Length > 0 || buffer.Fill()) Take(buffer.Held.Length);
            return true;
        }

        unit = buffer.Held[..end];
        _taken = end;
        return true;
    }

    /// <summary>Whether the first line of a log is an object by itself, so that each line is one.</summary>
    internal static bool IsLines(ReadOnlySpan<byte> held)
    {
        int line = held.IndexOf((byte)'\n');
        ReadOnlySpan<byte> first = (line < 0 ? held : held[..line]).Trim(" \t\r"u8);
        if (first.IsEmpty || first[0] != '{' || Wrapper(first) > 0) return false;
        int depth = 0;
        bool isText = false;
        int at = 0;
        return Scan(first, ref at, ref depth, ref isText) && at == first.Length;
    }

    private bool Other(bool isOther, out LogProblem problem)
    {
        problem = isOther ? LogProblem.Json : LogProblem.None;
        Line = _lines + 1;
        return isOther;
    }

    /// <summary>Goes to the next object. What stands between objects and is neither space nor a mark of lists is told, once.</summary>
    private bool FindBegin(out bool isOther)
    {
        isOther = false;
        while (true)
        {
            ReadOnlySpan<byte> held = buffer.Held;
            int at = 0;
            while (at < held.Length && held[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)',' or (byte)'[' or (byte)']' or (byte)'}') at++;
            Take(at);
            held = buffer.Held;
            if (held.IsEmpty)
            {
                if (!buffer.Fill()) return false;
                continue;
            }

            if (held[0] != '{')
            {
                int begin = held.IndexOfAny((byte)'{', (byte)'\n');
                Take(begin < 0 ? held.Length : begin);
                isOther = true;
                return buffer.Held.Length > 0 || buffer.Fill();
            }

            int wrapper = Wrapper(held);
            if (wrapper == 0) return true;
            if (wrapper > 0) Take(wrapper);
            else if (!buffer.Fill()) return true;
        }
    }

    /// <summary>Where the object at the front ends; below zero where it does not, or not soon enough.</summary>
    private int FindEnd()
    {
        int at = 0, depth = 0;
        bool isText = false;
        while (true)
        {
            if (Scan(buffer.Held, ref at, ref depth, ref isText)) return at;
            if (buffer.Held.Length > maxObject || !buffer.Fill()) return -1;
        }
    }

    /// <summary>Goes on to where the braces are closed.</summary>
    private static bool Scan(ReadOnlySpan<byte> held, ref int at, ref int depth, ref bool isText)
    {
        while (at < held.Length)
        {
            int next = held[at..].IndexOfAny(isText ? InText : Marks);
            if (next < 0)
            {
                at = held.Length;
                return false;
            }

            at += next;
            switch (held[at])
            {
                case (byte)'"': isText = !isText; break;
                case (byte)'{': depth++; break;
                case (byte)'}' when --depth == 0:
                    at++;
                    return true;
                case (byte)'\\':
                    // With what it escapes, which may not be there yet.
                    if (at + 1 == held.Length) return false;
                    at++;
                    break;
                case (byte)'\n': isText = false; break; // no text has one: it was not closed
            }

            at++;
        }

        return false;
    }

    /// <summary>Octets of <c>{"records":[</c>; 0 where it begins otherwise; below zero where more must be seen.</summary>
    private static int Wrapper(ReadOnlySpan<byte> held)
    {
        int at = 0;
        foreach (ReadOnlyMemory<byte> part in Parts)
        {
            while (at < held.Length && held[at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') at++;
            ReadOnlySpan<byte> rest = held[at..];
            if (rest.Length < part.Length) return part.Span.StartsWith(rest) ? -1 : 0;
            if (!rest.StartsWith(part.Span)) return 0;
            at += part.Length;
        }

        return at;
    }

    private static readonly ReadOnlyMemory<byte>[] Parts = ["{"u8.ToArray(), "\"records\""u8.ToArray(), ":"u8.ToArray(), "["u8.ToArray()];

    private void Take(int count)
    {
        _lines += buffer.Held[..count].Count((byte)'\n');
        buffer.Take(count);
    }
}
