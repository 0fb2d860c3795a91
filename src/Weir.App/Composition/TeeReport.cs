using System.Globalization;
using Weir.Collector.Diagnostics;
using Weir.Collector.Teeing;

namespace Weir.App.Composition;

/// <summary>What other collectors were sent, in a line for people.</summary>
internal static class TeeReport
{
    /// <summary>Every reason for which a datagram was not sent: its count, its name for programs, and the words for people.</summary>
    public static IReadOnlyList<(Counter Count, string Name, string Words)> Drops(TeeMetrics metrics) =>
    [
        (metrics.Full, "full", "because the network took no more"),
        (metrics.TooLong, "too-long", "because they were too long"),
        (metrics.OtherFamily, "other-family", "because the exporter's address is of the other family"),
        (metrics.Failed, "failed", "because sending failed"),
    ];

    /// <param name="metrics">What became of the datagrams.</param>
    /// <param name="role">Why they were sent.</param>
    public static string Of(TeeMetrics metrics, string role = "tee")
    {
        IEnumerable<string> drops = Drops(metrics).Where(static one => one.Count.Value > 0).Select(static one => string.Create(CultureInfo.InvariantCulture, $", {one.Count.Value} dropped {one.Words}"));
        string sampled = metrics.SampledOut.Value > 0 ? string.Create(CultureInfo.InvariantCulture, $", {metrics.SampledOut.Value} sampled out") : "";
        string refused = metrics.Refused.Value > 0 ? ", nobody listened there at times" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{role} udp {metrics.EndPoint}: {metrics.Sent.Value} datagrams sent{sampled}{string.Concat(drops)}{refused}");
    }
}
