using Weir.Collector.Collecting;

namespace Weir.App.Operating;

/// <summary>The status as Prometheus reads it; the names are those of <c>weir show</c> with a prefix.</summary>
internal static class StatusMetrics
{
    public static string Render(OperatingStatus status)
    {
        var text = new PrometheusText();
        if (status.Collectors is { } collectors) Exporting(text, collectors);
        if (status.Collectors is not null) Metering(text, status.Interfaces);
        if (status.Collecting is { } collecting) Collecting(text, collecting);
        text.Gauge("process_start_time_seconds", "When the process began, in seconds since 1970-01-01 UTC.")
            .Sample("process_start_time_seconds", status.StartedAt.ToUnixTimeMilliseconds() / 1000.0);
        return text.ToString();
    }

    private static void Exporting(PrometheusText text, IReadOnlyList<CollectorStatusLine> collectors)
    {
        Each("weir_flowexport_datagrams_total", "Datagrams sent.", static line => line.Metrics.DatagramsSent);
        Each("weir_flowexport_bytes_total", "Octets of these datagrams, without UDP and IP.", static line => line.Metrics.BytesSent);
        Each("weir_flowexport_errors_total", "Messages that could not be sent or were refused.", static line => line.Metrics.Errors);
        text.Counter("weir_flowexport_flows_total", "Flow records given to a collector, those in messages that could not be sent included.");
        foreach (CollectorStatusLine line in collectors) text.Sample("weir_flowexport_flows_total", line.Metrics.Records, ("collector", line.Section.Name));

        void Each(string name, string help, Func<CollectorStatusLine, long> value)
        {
            text.Counter(name, help);
            foreach (CollectorStatusLine line in collectors)
                text.Sample(name, value(line), ("collector", line.Section.Name), ("protocol", line.Section.Protocol));
        }
    }

    private static void Metering(PrometheusText text, IReadOnlyList<InterfaceStatusLine> interfaces)
    {
        Each("weir_flowexport_samples_total", "Packets that were metered.", static counters => counters.MeteredPackets);
        Each("weir_metering_packets_total", "Packets read, those not metered included.", static counters => counters.Packets);
        Each("weir_metering_octets_total", "Layer-3 octets that were metered.", static counters => counters.MeteredOctets);
        Each("weir_metering_flows_created_total", "Flows begun.", static counters => counters.FlowsCreated);
        Each("weir_metering_evictions_total", "Flows ended because the table was full.", static counters => counters.Evictions);
        Each("weir_capture_ring_drops_total", "Packets the kernel dropped because the ring was full.", static counters => counters.RingDrops);

        text.Counter("weir_metering_not_metered_total", "Packets that were read but not metered, by reason.");
        foreach (InterfaceStatusLine line in interfaces)
        {
            Reason(line, "not_ip", line.Counters.NotIp);
            Reason(line, "truncated", line.Counters.Truncated);
            Reason(line, "malformed", line.Counters.Malformed);
            Reason(line, "unknown_link_type", line.Counters.UnknownLinkTypes);
            Reason(line, "own_datagram", line.Counters.OwnDatagrams);
            Reason(line, "not_gathering", line.Counters.Discarded);
        }

        text.Gauge("weir_metering_table_flows", "Flows in the table of an interface.");
        foreach (InterfaceStatusLine line in interfaces) text.Sample("weir_metering_table_flows", line.Counters.FlowsActive, ("interface", line.Name));
        text.Gauge("weir_flowexport_flows_active", "Flows that are going on.")
            .Sample("weir_flowexport_flows_active", interfaces.Sum(static line => line.Counters.FlowsActive));

        void Each(string name, string help, Func<InterfaceCounters, long> value)
        {
            text.Counter(name, help);
            foreach (InterfaceStatusLine line in interfaces) text.Sample(name, value(line.Counters), ("interface", line.Name));
        }

        void Reason(InterfaceStatusLine line, string reason, long value) =>
            text.Sample("weir_metering_not_metered_total", value, ("interface", line.Name), ("reason", reason));
    }

    private static void Collecting(PrometheusText text, CollectorStatus status)
    {
        One("weir_flowcollect_datagrams_total", "Datagrams put into the journal.", status.Datagrams);
        One("weir_flowcollect_bytes_total", "Octets of these datagrams.", status.Octets);
        One("weir_flowcollect_records_total", "Flow records in the archive.", status.ArchivedRecords);
        One("weir_flowcollect_archive_failures_total", "Attempts to archive that failed.", status.ArchiveFailures);
        text.Counter("weir_flowcollect_drops_total", "Datagrams lost, by reason.")
            .Sample("weir_flowcollect_drops_total", status.KernelDrops, ("reason", "kernel"))
            .Sample("weir_flowcollect_drops_total", status.JournalDrops, ("reason", "journal"));
        text.Gauge("weir_flowcollect_pending_segments", "Segments waiting for the archive.").Sample("weir_flowcollect_pending_segments", status.PendingSegments);

        void One(string name, string help, long value) => text.Counter(name, help).Sample(name, value);
    }
}
