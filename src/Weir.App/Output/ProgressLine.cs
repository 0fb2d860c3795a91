using System.Globalization;
namespace Weir.App.Output;

/// <summary>A line on a terminal's standard error that says how far a file was read; nothing where it is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int BarCells = 20;

    // As often as eyes follow.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly TextWriter _terminal;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private bool _isOver;

    /// <param name="name">The file.</param>
    /// <param name="state">Octets of it that were read, its octets (0: nobody knows), and records so far.</param>
    /// <param name="time">Tells the time.</param>
    public ProgressLine(string name, Func<(long Done, long Length, long Records)> state, TimeProvider time)
        : this(name, state, time, Console.Error, !Console.IsErrorRedirected)
    {
    }

    internal ProgressLine(string name, Func<(long Done, long Length, long Records)> state, TimeProvider time, TextWriter terminal, bool isTerminal)
    {
        _terminal = terminal;
        if (!isTerminal) return;
        long began = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Show(name, state(), time.GetElapsedTime(began)), null, Interval, Interval);
    }

    /// <summary>Takes the line away.</summary>
    public void Dispose()
    {
        if (_timer is null) return;
        _timer.Dispose();
        lock (_gate)
        {
            _isOver = true;
            _terminal.Write("\r\u001b[K");
        }
    }

    /// <summary>How far it is, in words.</summary>
    internal static string Text(string name, (long Done, long Length, long Records) state, TimeSpan elapsed)
    {
        (long done, long length, long records) = state;
        double rate = records / Math.Max(elapsed.TotalSeconds, 0.001);
        string text = string.Create(CultureInfo.InvariantCulture, $"{name}  {ValueText.Of(done, ValueKind.Octets)}");
        if (length > 0)
        {
            double part = Math.Clamp((double)done / length, 0, 1);
            int full = (int)(part * BarCells);
            text += string.Create(CultureInfo.InvariantCulture, $" of {ValueText.Of(length, ValueKind.Octets)}  {new string('█', full)}{new string('░', BarCells - full)} {100 * part:0} %");
        }

        text += string.Create(CultureInfo.InvariantCulture, $"  {ValueText.Of(records, ValueKind.Count)} records, {ValueText.Of((long)rate, ValueKind.Count)}/s");
        if (length <= 0 || done <= 0 || done >= length) return text;
        double left = elapsed.TotalSeconds * (length - done) / done;
        return text + string.Create(CultureInfo.InvariantCulture, $", {(int)left / 60}:{(int)left % 60:00} left");
    }

    private void Show(string name, (long, long, long) state, TimeSpan elapsed)
    {
        lock (_gate)
        {
            if (!_isOver) _terminal.Write($"\r{Text(name, state, elapsed)}\u001b[K");
        }
    }
}
