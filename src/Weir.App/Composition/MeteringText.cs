using Weir.Exporter.Metering;

namespace Weir.App.Composition;

/// <summary>How reading a source came out, in words.</summary>
internal static class MeteringText
{
    /// <summary>«7 packets, 2 flow records», and what a full table left out.</summary>
    public static string Of(MeteringSummary summary)
    {
        // The kernel has counted the packets of its connections.
        string packets = summary.Packets == 0 && summary.SourceName == LiveSources.ConntrackName ? "" : $"{summary.Packets} packets, ";
        string leftOut = summary.NoRoomPackets == 0 ? "" : $", no room for {summary.NoRoomPackets} packets of further flows";
        return $"{packets}{summary.Records} flow records{leftOut}";
    }
}
