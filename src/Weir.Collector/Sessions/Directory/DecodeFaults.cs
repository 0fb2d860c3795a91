using Weir.Wire.Primitives;

namespace Weir.Collector.Sessions.Directory;

/// <summary>How often reading ended for a reason, of one exporter: messages, sets, template records or data sets. Takes memory with the first one only, and the same whatever comes.</summary>
public sealed class DecodeFaults
{
    private static readonly int Reasons = Enum.GetValues<DecodeStatus>().Length;

    private long[]? _counts;

    /// <summary>Data sets that were counted as <see cref="DecodeStatus.UnknownTemplate"/>, waited, and were decoded when their template came.</summary>
    public long Late { get; internal set; }

    /// <summary>Those of a reason that stayed: without what only waited for its template.</summary>
    public long CountOf(DecodeStatus reason) => Math.Max(0, (_counts?[(int)reason] ?? 0) - (reason == DecodeStatus.UnknownTemplate ? Late : 0));

    /// <summary>All that stayed.</summary>
    public long Total => _counts is null ? 0 : Math.Max(0, _counts.Sum() - Late);

    /// <summary>All, less those that only waited: below zero where what waited was counted before.</summary>
    internal long Balance => (_counts?.Sum() ?? 0) - Late;

    /// <summary>Counts one; what is well is none.</summary>
    internal void Add(DecodeStatus reason)
    {
        if (reason != DecodeStatus.Ok) (_counts ??= new long[Reasons])[(int)reason]++;
    }

    /// <summary>Adds those of another.</summary>
    internal void Add(DecodeFaults other)
    {
        Late += other.Late;
        if (other._counts is null) return;
        _counts ??= new long[Reasons];
        for (int i = 0; i < Reasons; i++) _counts[i] += other._counts[i];
    }

    /// <summary>What is counted now, for another thread to read.</summary>
    internal DecodeFaults Copy() => new() { _counts = (long[]?)_counts?.Clone(), Late = Late };
}
