using System.Globalization;
using Weir.Exporter.Metering;

namespace Weir.App.Operating.Metrics;

/// <summary>What is counted for each metered interface.</summary>
internal static class MeteringInstruments
{
    public static IReadOnlyList<Instrument> All { get; } =
    [
        Counter("weir_flowexport_samples_total", "Packets that were metered.", static counters => counters.MeteredPackets),
        Counter("weir_metering_packets_total", "Packets read, those not metered included.", static counters => counters.Packets),
        Counter("weir_metering_octets_total", "Layer-3 octets that were metered.", static counters => counters.MeteredOctets),
        Counter("weir_metering_flows_created_total", "Flows begun.", static counters => counters.FlowsCreated),
        Counter("weir_metering_records_total", "Flow records written.", static counters => counters.Records),
        Counter("weir_metering_evictions_total", "Flows ended because the table was full.", static counters => counters.Evictions),
        Counter("weir_metering_no_room_octets_total", "Layer-3 octets of packets not metered because the table was full.", static counters => counters.NoRoomOctets),
        Counter("weir_metering_clock_steps_total", "Times the clock was set back so far that all flows were ended.", static counters => counters.ClockSteps),
        Counter("weir_capture_ring_packets_total", "Packets that came to the ring, those dropped included.", static counters => counters.RingPackets),
        Counter("weir_capture_ring_drops_total", "Packets the kernel dropped because the ring was full.", static counters => counters.RingDrops),
        new("weir_metering_not_metered_total", InstrumentKind.Counter, "Packets that were read but not metered, by reason.", static status => status.Interfaces.SelectMany(NotMetered)),
        new("weir_metering_applications_total", InstrumentKind.Counter, "Conversations whose application was looked for, by result, and packets looked into for it.", static status => status.Interfaces.SelectMany(Applications)),
        Gauge("weir_metering_table_flows", "Flows in the table of an interface.", static line => line.Counters.FlowsActive),
        Gauge("weir_metering_table_capacity", "Flows that the table of an interface holds at most.", static line => line.MaxFlows),
        Gauge("weir_metering_sampling_rate", "Packets for each one that is metered now.", static line => line.SamplingRate),
        Gauge("weir_metering_expiry_lateness_max_seconds", "Longest time that a record was written after its flow had timed out.", static line => line.Lateness.Longest.TotalSeconds),
        new("weir_metering_expiry_lateness_seconds", InstrumentKind.Histogram, "Time that records were written after their flow had timed out.", static status => status.Interfaces.SelectMany(Lateness)),
        new("weir_flowexport_flows_active", InstrumentKind.Gauge, "Flows that are going on.",
            static status => status.Collectors is null ? [] : [new(status.Interfaces.Sum(static line => line.Counters.FlowsActive))]),
    ];

    private static Instrument Counter(string name, string help, Func<InterfaceCounters, long> value) =>
        new(name, InstrumentKind.Counter, help, status => status.Interfaces.Select(line => new Reading(value(line.Counters), ("interface", line.Name))));

    private static Instrument Gauge(string name, string help, Func<InterfaceStatusLine, double> value) =>
        new(name, InstrumentKind.Gauge, help, status => status.Interfaces.Select(line => new Reading(value(line), ("interface", line.Name))));

    private static IEnumerable<Reading> NotMetered(InterfaceStatusLine line)
    {
        yield return Reason("not_ip", line.Counters.NotIp);
        yield return Reason("truncated", line.Counters.Truncated);
        yield return Reason("malformed", line.Counters.Malformed);
        yield return Reason("unknown_link_type", line.Counters.UnknownLinkTypes);
        yield return Reason("own_datagram", line.Counters.OwnDatagrams);
        yield return Reason("sampled_out", line.Counters.SampledOut);
        yield return Reason("no_room", line.Counters.NoRoomPackets);
        yield return Reason("not_gathering", line.Counters.Discarded);

        Reading Reason(string reason, long value) => new(value, ("interface", line.Name), ("reason", reason));
    }

    private static IEnumerable<Reading> Applications(InterfaceStatusLine line) => line.Counters.Applications is { IsNone: false } counters
        ? counters.All.Select(each => new Reading(each.Value, ("interface", line.Name), ("what", each.Name)))
        : [];

    // Buckets count everything below their bound, those of smaller bounds included.
    private static IEnumerable<Reading> Lateness(InterfaceStatusLine line)
    {
        long below = 0;
        for (int i = 0; i < ExpiryLateness.Bounds.Count; i++)
        {
            below += line.Lateness.Buckets[i];
            yield return Bucket(ExpiryLateness.Bounds[i].TotalSeconds.ToString(CultureInfo.InvariantCulture), below);
        }

        yield return Bucket("+Inf", line.Lateness.Records);
        yield return new Reading(line.Lateness.Sum.TotalSeconds, ("interface", line.Name)) { Suffix = "_sum" };
        yield return new Reading(line.Lateness.Records, ("interface", line.Name)) { Suffix = "_count" };

        Reading Bucket(string bound, long records) => new(records, ("interface", line.Name), ("le", bound)) { Suffix = "_bucket" };
    }
}
