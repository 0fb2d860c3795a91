using Weir.Collector.Sessions.Directory;

namespace Weir.App.Operating.Attention;

/// <summary>From when on an exporter that was heard is not well.</summary>
internal static class ExporterHealth
{
    /// <summary>RFC 7011 leaves silence to the exporter's traffic; two minutes are twice the usual active timeout.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);

    /// <summary>A thousandth: less than sampling and timeouts leave uncertain anyway.</summary>
    public const double Loss = 0.001;

    /// <summary>Five seconds: more than a network with NTP has, and half of the narrowest bucket of an hour's graph that people read.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long the end of a stream is worth a look: as long as somebody silent keeps its place (<see cref="DirectoryOptions.IdleAfter"/>). Who ends a stream may have meant to.
    /// </summary>
    public static readonly TimeSpan EndNoticed = new DirectoryOptions().IdleAfter;

    private const long NanosecondsPerTick = 100;

    /// <summary>Whether it should be heard: all but a stream that ended long ago.</summary>
    public static bool IsExpected(ExporterLine line, long nowNs) => !line.IsEnded || nowNs - line.LastHeardNs <= EndNoticed.Ticks * NanosecondsPerTick;

    public static bool IsSilent(ExporterLine line, long nowNs) => nowNs - line.LastHeardNs > Silence.Ticks * NanosecondsPerTick;

    public static bool Loses(ExporterLine line) => line.LossRatio > Loss;

    public static bool IsSkewed(ExporterLine line) => Math.Abs(line.ClockAheadNs ?? 0) > Skew.Ticks * NanosecondsPerTick;

    /// <summary>In a word: ended, silent, loses or up.</summary>
    public static string StateOf(ExporterLine line, long nowNs) => line.IsEnded ? "ended" : IsSilent(line, nowNs) ? "silent" : Loses(line) ? "loses" : "up";
}
