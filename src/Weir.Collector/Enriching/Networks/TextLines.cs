using System.Buffers;
using System.Text.Unicode;

namespace Weir.Collector.Enriching.Networks;

/// <summary>Cuts a file of UTF-8 into lines of bounded length; a byte order mark and carriage returns are left out.</summary>
/// <param name="content">The file. Not disposed of here.</param>
/// <param name="most">Octets of a line at most.</param>
internal sealed class TextLines(Stream content, int most)
{
    private readonly byte[] _octets = new byte[Math.Max(most + 2, 64 << 10)];
    private readonly char[] _letters = new char[most];
    private int _start, _end;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>The next line, borrowed until the next call. The caller may change it.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="FormatException">It is too long, or not UTF-8.</exception>
    public bool TryNext(out Span<char> line)
    {
        line = default;
        int length;
        while ((length = _octets.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            if (_end - _start > most + 1) break;
            if (Fill()) continue;
            if (_start == _end) return false;
            length = _end - _start;
            break;
        }

        Number++;
        ReadOnlySpan<byte> octets = _octets.AsSpan(_start, length < 0 ? _end - _start : length);
        _start = Math.Min(_end, _start + octets.Length + 1);
        if (Number == 1 && octets.StartsWith("\uFEFF"u8)) octets = octets[3..];
        if (octets is [.., (byte)'\r']) octets = octets[..^1];
        if (octets.Length > most) throw new FormatException($"longer than {most} octets");
        if (Utf8.ToUtf16(octets, _letters, out _, out int written, replaceInvalidSequences: false) != OperationStatus.Done) throw new FormatException("not UTF-8");
        line = _letters.AsSpan(0, written);
        return true;
    }

    private bool Fill()
    {
        _octets.AsSpan(_start, _end - _start).CopyTo(_octets);
        (_start, _end) = (0, _end - _start);
        int read = content.Read(_octets.AsSpan(_end));
        _end += read;
        return read > 0;
    }
}
