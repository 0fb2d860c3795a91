using System.Globalization;
using System.Text.Json;
using Weir.App.Composition;
using Weir.Capture.PSample;
using Weir.Collector.Collecting;
using Weir.Collector.Diagnostics;
using Weir.Collector.Journal;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Teeing;

namespace Weir.App.Operating;

/// <summary>The status as <c>weir show</c> answers it.</summary>
internal static class StatusJson
{
    /// <summary>An array with an object for each collector; with a name, for that one.</summary>
    /// <returns>What is wrong with the question, if anything; nothing was written then.</returns>
    public static string? WriteFlowExport(OperatingStatus status, string? name, Utf8JsonWriter json)
    {
        if (status.Collectors is null)
        {
            json.WriteStartObject();
            json.WriteString("status", "not-configured");
            json.WriteEndObject();
            return null;
        }

        CollectorStatusLine[] shown = [.. status.Collectors.Where(collector => name is null || collector.Section.Name == name)];
        if (name is not null && shown.Length == 0)
        {
            string known = string.Join(", ", status.Collectors.Select(static collector => collector.Section.Name));
            return $"no collector '{name}'; there are {(known.Length > 0 ? known : "none")}";
        }

        json.WriteStartArray();
        foreach (CollectorStatusLine collector in shown) WriteCollector(collector, json);
        json.WriteEndArray();
        return null;
    }

    public static void WriteInterfaces(OperatingStatus status, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (InterfaceStatusLine line in status.Interfaces)
        {
            json.WriteStartObject();
            json.WriteString("name", line.Name);
            json.WriteString("status", line.IsOpen ? "open" : "waiting");
            json.WriteBoolean("gathering", line.IsGathering);
            WriteCounters(line.Counters, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteSampling(OperatingStatus status, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (KernelSampler sampler in status.Samplers)
        {
            json.WriteStartObject();
            json.WriteString("status", sampler.IsRunning ? "running" : "not-available");
            json.WriteNumber("rate", sampler.Plan.Rate);
            json.WriteStartArray("interfaces");
            foreach (SampledInterfaceMetrics each in sampler.Interfaces)
            {
                json.WriteStartObject();
                json.WriteString("name", each.Interface);
                json.WriteString("status", each.IsOpen ? "open" : "waiting");
                json.WriteNumber("samples", each.Samples);
                json.WriteNumber("lost-samples", each.Lost);
                json.WriteNumber("sample-pool", each.Pool);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("overruns", sampler.Metrics.Overruns);
            json.WriteNumber("foreign-samples", sampler.Metrics.Foreign);
            json.WriteNumber("malformed", sampler.Metrics.Malformed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    public static void WriteStatistics(OperatingStatus status, DateTimeOffset now, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("uptime-seconds", Math.Floor((now - status.StartedAt).TotalSeconds));
        if (status.Collectors is not null)
        {
            json.WriteStartObject("metering");
            WriteCounters(status.Interfaces.Aggregate(default(InterfaceCounters), static (sum, line) => sum + line.Counters), json);
            json.WriteEndObject();
            if (status.Conntrack is { } conntrack) ConntrackStatus.Write(conntrack, json);
            if (status.Ebpf is { } ebpf) EbpfStatus.Write(ebpf, json);
            status.Kubernetes?.Write(json);
            json.WritePropertyName("flow-export");
            _ = WriteFlowExport(status, null, json);
        }

        if (status.Collecting is { } collecting) WriteCollecting(collecting, status, json);
        json.WriteEndObject();
    }

    private static void WriteCollector(CollectorStatusLine collector, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", collector.Section.Name);
        json.WriteString("address", collector.Section.EndPoint.Address.ToString());
        json.WriteNumber("port", collector.Section.EndPoint.Port);
        json.WriteString("protocol", collector.Section.Protocol);
        json.WriteNumber("datagrams-sent", collector.Metrics.DatagramsSent);
        json.WriteNumber("bytes-sent", collector.Metrics.BytesSent);
        json.WriteNumber("errors", collector.Metrics.Errors);
        json.WriteNumber("sequence", collector.Metrics.Sequence);
        if (collector.Metrics.LastExportTime is { } time)
            json.WriteString("last-export-time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteNumber("queue-drops", collector.Metrics.QueueDropped);
        json.WriteEndObject();
    }

    private static void WriteCounters(InterfaceCounters counters, Utf8JsonWriter json)
    {
        json.WriteNumber("packets", counters.Packets);
        json.WriteNumber("metered-packets", counters.MeteredPackets);
        json.WriteNumber("metered-octets", counters.MeteredOctets);
        json.WriteNumber("flows-active", counters.FlowsActive);
        json.WriteNumber("flows-created", counters.FlowsCreated);
        json.WriteNumber("records", counters.Records);
        json.WriteNumber("evictions", counters.Evictions);
        json.WriteNumber("clock-steps", counters.ClockSteps);
        json.WriteNumber("ring-drops", counters.RingDrops);
        json.WriteStartObject("not-metered");
        json.WriteNumber("not-ip", counters.NotIp);
        json.WriteNumber("truncated", counters.Truncated);
        json.WriteNumber("malformed", counters.Malformed);
        json.WriteNumber("unknown-link-type", counters.UnknownLinkTypes);
        json.WriteNumber("own-datagrams", counters.OwnDatagrams);
        json.WriteNumber("sampled-out", counters.SampledOut);
        json.WriteNumber("no-room", counters.NoRoomPackets);
        json.WriteNumber("no-room-octets", counters.NoRoomOctets);
        json.WriteNumber("not-gathering", counters.Discarded);
        json.WriteEndObject();
        if (counters.Applications.IsNone) return;
        json.WriteStartObject("applications");
        foreach ((string name, long value) in counters.Applications.All) json.WriteNumber(name, value);
        json.WriteEndObject();
    }

    private static void WriteCollecting(CollectorStatus collecting, OperatingStatus status, Utf8JsonWriter json)
    {
        (StreamMetrics? connections, IReadOnlyList<TeeMetrics> tees) = (status.Connections, status.Tees);
        json.WriteStartObject("flow-collect");
        json.WriteNumber("datagrams", collecting.Datagrams);
        json.WriteNumber("octets", collecting.Octets);
        json.WriteNumber("kernel-drops", collecting.KernelDrops);
        json.WriteNumber("journal-drops", collecting.JournalDrops);
        json.WriteNumber("proxy-header-drops", collecting.ProxyHeaderDrops);
        json.WriteNumber("archived-records", collecting.ArchivedRecords);
        json.WriteNumber("archive-failures", collecting.ArchiveFailures);
        json.WriteNumber("pending-segments", collecting.PendingSegments);
        json.WriteString("journal-state", collecting.Journal switch { JournalState.Writing => "writing", JournalState.NoSpace => "no-space", _ => "write-error" });
        json.WriteString("archive-state", collecting.IsArchiveFailing ? "failing" : "writing");
        json.WriteNumber("kept-segments", collecting.KeptSegments);
        json.WriteNumber("kept-octets", collecting.KeptOctets);
        json.WriteNumber("kept-segments-released", collecting.KeptSegmentsReleased);
        status.Upkeep?.Write(json);
        status.Decoding?.Write(json);
        if (connections is not null)
        {
            json.WriteStartObject("connections");
            json.WriteNumber("open", connections.Open);
            json.WriteNumber("accepted", connections.Accepted.Value);
            foreach ((Counter count, string name, _) in StreamReport.Troubles(connections)) json.WriteNumber(name, count.Value);
            json.WriteNumber("no-session", connections.NoSession.Value);
            json.WriteEndObject();
        }

        if (status.Duplicates is { } duplicates)
        {
            json.WriteStartObject("duplicates");
            json.WriteNumber("flagged", duplicates.Flagged.Value);
            json.WriteNumber("dropped", duplicates.Dropped.Value);
            json.WriteNumber("forgotten", duplicates.Forgotten.Value);
            json.WriteEndObject();
        }

        if (status.Stitching is { } stitching)
        {
            json.WriteStartObject("stitching");
            json.WriteNumber("marked", stitching.Marked.Value);
            json.WriteNumber("forgotten", stitching.Forgotten.Value);
            json.WriteEndObject();
        }

        if (status.Networks is { } networks) NetworkStatus.Write(networks, json);
        if (tees.Count > 0) json.WriteStartArray("tees");
        foreach (TeeMetrics tee in tees)
        {
            json.WriteStartObject();
            json.WriteString("address", tee.EndPoint.ToString());
            json.WriteNumber("datagrams", tee.Sent.Value);
            json.WriteNumber("octets", tee.Octets.Value);
            json.WriteNumber("sampled-out", tee.SampledOut.Value);
            json.WriteNumber("refused", tee.Refused.Value);
            foreach ((Counter count, string name, _) in TeeReport.Drops(tee)) json.WriteNumber(name, count.Value);
            json.WriteEndObject();
        }

        if (tees.Count > 0) json.WriteEndArray();

        json.WriteEndObject();
    }
}
