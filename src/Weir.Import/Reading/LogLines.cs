using Weir.Import.Records;

namespace Weir.Import.Reading;

/// <summary>Cuts a log into lines; a carriage return before the line feed is left out, and lines without anything are passed over.</summary>
internal sealed class LogLines(LogBuffer buffer, int maxLine) : ILogUnits
{
    private int _taken;

    public long Line { get; private set; }

    public bool TryNext(out ReadOnlySpan<byte> unit, out LogProblem problem)
    {
        while (true)
        {
            buffer.Take(_taken);
            _taken = 0;
            problem = LogProblem.None;
            unit = default;
            int end = End();
            Line++;
            if (end > maxLine)
            {
                problem = LogProblem.TooLong;
                SkipLine();
                return true;
            }

            ReadOnlySpan<byte> held = buffer.Held;
            if (end < 0)
            {
                if (held.IsEmpty) return false;
                end = held.Length;
                _taken = end;
            }
            else
            {
                _taken = end + 1;
            }

            unit = held[..end];
            if (unit is [.., (byte)'\r']) unit = unit[..^1];
            if (!unit.IsEmpty) return true;
        }
    }

    /// <summary>Where the line ends: below zero at the end of the log, above the limit where it is too long.</summary>
    private int End()
    {
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> held = buffer.Held;
            int end = held[searched..].IndexOf((byte)'\n');
            if (end >= 0) return searched + end;
            searched = held.Length;
            if (searched > maxLine) return searched;
            if (!buffer.Fill()) return -1;
        }
    }

    private void SkipLine()
    {
        while (true)
        {
            int end = buffer.Held.IndexOf((byte)'\n');
            buffer.Take(end < 0 ? buffer.Held.Length : end + 1);
            if (end >= 0 || !buffer.Fill()) return;
        }
    }
}
