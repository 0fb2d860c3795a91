using System.Diagnostics.CodeAnalysis;

namespace Weir.Exporter.Exporting.Options;

/// <summary>
/// When which options records are due: all of them at the start and with each refresh of the templates, a message at a time with a pause
/// behind it, so that a collector with a small buffer does not get them as a burst.
/// </summary>
internal sealed class OptionsPacer(TimeProvider clock, CollectorOptions options, OptionsReport[] reports)
{
    private int _report;
    private int _next;
    private int _records;
    private bool _begun;
    private long _roundBegan;
    private long _sent;
    private bool _hasSent;

    /// <summary>Begins a new round.</summary>
    public void Restart()
    {
        _report = 0;
        _next = _records = 0;
        _begun = false;
    }

    /// <summary>Begins the report anew whose records were sent in part.</summary>
    public void Rewind() => _next = 0;

    /// <summary>What the next message is to hold, where one is due.</summary>
    /// <param name="report">The records' report.</param>
    /// <param name="at">The first record.</param>
    /// <param name="records">All records of the report.</param>
    public bool TryNext([NotNullWhen(true)] out OptionsReport? report, out int at, out int records)
    {
        (report, at, records) = (null, 0, 0);
        if (reports.Length == 0) return false;
        if (_hasSent && clock.GetElapsedTime(_sent) < options.OptionsSpacing) return false;
        if (!_begun || (_report == reports.Length && clock.GetElapsedTime(_roundBegan) >= options.TemplateRefresh))
        {
            Restart();
            _begun = true;
            _roundBegan = clock.GetTimestamp();
        }

        while (_report < reports.Length)
        {
            if (_next == 0) _records = reports[_report].Take();
            if (_next < _records)
            {
                (report, at, records) = (reports[_report], _next, _records);
                return true;
            }

            _report++;
            _next = 0;
        }

        return false;
    }

    /// <summary>A message went out; <paramref name="next"/> is the first record that it did not hold.</summary>
    public void OnSent(int next)
    {
        _next = next;
        _sent = clock.GetTimestamp();
        _hasSent = true;
        if (_next < _records) return;
        _report++;
        _next = 0;
    }
}
