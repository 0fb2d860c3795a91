using System.Globalization;
using Weir.Exporter.Exporting;

namespace Weir.App.Composition;

/// <summary>How exporting came out, in words.</summary>
internal static class ExportingText
{
    /// <summary>Says for each collector what it was sent, and what it was not.</summary>
    /// <returns>Whether every collector got all that it was to be sent, or will from its spool.</returns>
    public static bool Say(ExportingProcess exporting)
    {
        foreach (CollectorSession session in exporting.Sessions)
        {
            ExportingMetrics metrics = session.Metrics;
            string what = session.Options.Protocol == ExportProtocol.SFlow ? $"{metrics.Samples} samples" : $"{metrics.Records} records";
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"weir: {session.Name}: {what} in {metrics.DatagramsSent} messages, {metrics.BytesSent} octets, {metrics.Errors} errors"));
            if (session.TransportMetrics is { SpoolDepth: > 0 } transport) Console.Error.WriteLine($"weir: {session.Name}: {transport.SpoolDepth} messages wait in the spool");
            if (session.LostMessages > 0) Console.Error.WriteLine($"weir: error: {session.Name}: {session.LostMessages} messages did not get there");
            if (metrics.QueueDropped > 0) Console.Error.WriteLine($"weir: error: {session.Name}: {metrics.QueueDropped} flow records dropped, the collector was too slow for them");
        }

        return exporting.Sessions.All(static session => session.LostMessages == 0 && session.Metrics.QueueDropped == 0);
    }
}
