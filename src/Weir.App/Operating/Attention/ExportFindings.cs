using System.Globalization;
using Weir.Exporter.Exporting;

namespace Weir.App.Operating.Attention;

/// <summary>What is not well with metering and exporting here.</summary>
internal static class ExportFindings
{
    private const string Page = "/system";

    public static IEnumerable<Finding> Of(OperatingStatus status)
    {
        foreach (CollectorStatusLine line in status.Collectors ?? [])
        {
            ExportingMetrics metrics = line.Metrics;
            long lost = metrics.QueueDropped + (line.Transport?.Dropped ?? 0) + (line.Transport?.Overflowed ?? 0);
            if (line.Transport?.LastError is { } error)
            {
                yield return new("collector-away", lost > 0, Text($"A collector that flows are exported to cannot be reached{(line.Transport.SpoolDepth > 0 ? Text($"; {line.Transport.SpoolDepth} messages wait in the spool") : "")}"), "See whether it listens, and whether a firewall is between", Page)
                { Detail = $"{line.Section.Name}: {error}" };
            }

            if (lost > 0 || metrics.Errors > 0)
            {
                yield return new("export-lost", IsLoss: true, "Flows were not exported to a collector, since the start", "weir show flow-export tells how many and when; a spool keeps them while a collector is away", Page)
                { Detail = Text($"{line.Section.Name}: {metrics.Errors} messages refused, {metrics.QueueDropped} records without room in the queue, {(line.Transport?.Dropped ?? 0) + (line.Transport?.Overflowed ?? 0)} messages dropped") };
            }
        }

        if (status.Interfaces.Sum(static line => line.Counters.RingDrops) is > 0 and var drops)
            yield return new("ring-drops", IsLoss: true, Text($"{drops} packets came faster than they were metered, since the start"), "Let more threads meter the interface, make its ring larger, or sample", Page);
        if (status.Interfaces.Where(static line => !line.IsOpen).Select(static line => line.Name).ToArray() is { Length: > 0 } closed)
            yield return new("interface-closed", IsLoss: true, closed.Length == 1 ? "An interface that is to be metered is not there or is down" : Text($"{closed.Length} interfaces that are to be metered are not there or are down"), "Metering begins by itself when it is up", Page) { Detail = string.Join(", ", closed) };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
