using System.Globalization;
using Weir.Collector.Diagnostics;
using Weir.Collector.Listening.Streams;

namespace Weir.App.Composition;

/// <summary>What became of TCP and TLS connections and DTLS sessions, in a line for people.</summary>
internal static class StreamReport
{
    /// <summary>Every way to be refused or to end early: its count, its name for programs, and the words for people.</summary>
    public static IReadOnlyList<(Counter Count, string Name, string Words)> Troubles(StreamMetrics metrics) =>
    [
        (metrics.RefusedFull, "refused-full", "refused because too many were there"),
        (metrics.RefusedHandshake, "refused-handshake", "refused in the handshake"),
        (metrics.RefusedProxyHeader, "refused-proxy-header", "of proxies that did not say for whom"),
        (metrics.TimedOut, "timed-out", "ended because they took too long"),
        (metrics.Malformed, "malformed", "ended because they brought something else than IPFIX"),
        (metrics.CutShort, "cut-short", "ended within a message"),
        (metrics.Broken, "broken", "broken"),
    ];

    public static string Of(StreamMetrics metrics)
    {
        IEnumerable<string> some = Troubles(metrics).Where(static one => one.Count.Value > 0).Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.Count.Value} {one.Words}"));
        if (metrics.NoSession.Value > 0) some = some.Append(string.Create(CultureInfo.InvariantCulture, $"{metrics.NoSession.Value} datagrams of no session dropped"));
        return string.Join(", ", some.Prepend(string.Create(CultureInfo.InvariantCulture, $"{metrics.Accepted.Value} connections")));
    }
}
