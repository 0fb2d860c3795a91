namespace Weir.Import.Records;

/// <summary>Counts what became of lines and objects, and remembers the first that were bad.</summary>
public sealed class LogTally
{
    /// <summary>Bad lines that are told with their numbers: enough to see what is wrong.</summary>
    public const int MaxSamples = 5;

    private const int MaxText = 120;

    private readonly long[] _counts = new long[Enum.GetValues<LogProblem>().Length];
    private readonly List<LogSample> _samples = [];

    /// <summary>The line of the unit that is being read.</summary>
    internal long Line { get; set; }

    /// <summary>The first that were bad.</summary>
    public IReadOnlyList<LogSample> Samples => _samples;

    /// <summary>How many had a problem.</summary>
    public long this[LogProblem problem] => _counts[(int)problem];

    /// <summary>How many records could not be read.</summary>
    public long Bad => Enum.GetValues<LogProblem>().Where(IsBad).Sum(problem => this[problem]);

    /// <summary>Whether a problem means that a record is missing.</summary>
    public static bool IsBad(LogProblem problem) => problem is not (LogProblem.None or LogProblem.NoRecord or LogProblem.NoData);

    internal void Add(LogProblem problem, ReadOnlySpan<byte> text)
    {
        _counts[(int)problem]++;
        if (!IsBad(problem) || _samples.Count == MaxSamples) return;
        // Anybody may have written it: what a terminal would obey is not shown.
        string shown = string.Create(Math.Min(text.Length, MaxText), text, static (to, from) =>
        {
            for (int i = 0; i < to.Length; i++) to[i] = from[i] is >= 0x20 and < 0x7F ? (char)from[i] : from[i] == '\t' ? ' ' : '?';
        });
        _samples.Add(new(Line, problem, shown));
    }
}

/// <summary>A line that was bad.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Problem">What was wrong.</param>
/// <param name="Text">How it begins.</param>
public sealed record LogSample(long Line, LogProblem Problem, string Text);
