using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>What was counted on an interface since the start, over all meterings it had.</summary>
internal readonly record struct InterfaceCounters(
    long Packets,
    long MeteredPackets,
    long MeteredOctets,
    long NotIp,
    long Truncated,
    long Malformed,
    long UnknownLinkTypes,
    long OwnDatagrams,
    long Discarded,
    long SampledOut,
    long NoRoomPackets,
    long NoRoomOctets,
    long FlowsCreated,
    long FlowsActive,
    long Records,
    long Evictions,
    long ClockSteps,
    long RingPackets,
    long RingDrops)
{
    /// <summary>What came of looking for applications.</summary>
    public ApplicationCounters Applications { get; init; }

    /// <summary>What one metering counted.</summary>
    public static InterfaceCounters Of(MeteringMetrics metering) => new(
        metering.Packets, metering.MeteredPackets, metering.MeteredOctets, metering.NotIp, metering.TruncatedPackets, metering.MalformedPackets,
        metering.UnknownLinkTypes, metering.OwnDatagrams, 0, metering.SampledOut, metering.NoRoomPackets, metering.NoRoomOctets, metering.FlowsCreated, metering.FlowsActive, metering.Records,
        metering.Ended(FlowEndReason.LackOfResources), metering.ClockSteps, 0, 0)
    {
        Applications = new(metering.ApplicationsKnown, metering.ApplicationsUnknown, metering.ApplicationNoRoom, metering.ApplicationPackets),
    };

    public InterfaceCounters With(KernelCounts ring, long discarded) => this with
    {
        RingPackets = RingPackets + ring.Packets,
        RingDrops = RingDrops + ring.Drops,
        Discarded = Discarded + discarded,
    };

    public static InterfaceCounters operator +(InterfaceCounters one, InterfaceCounters other) => new(
        one.Packets + other.Packets, one.MeteredPackets + other.MeteredPackets, one.MeteredOctets + other.MeteredOctets, one.NotIp + other.NotIp,
        one.Truncated + other.Truncated, one.Malformed + other.Malformed, one.UnknownLinkTypes + other.UnknownLinkTypes,
        one.OwnDatagrams + other.OwnDatagrams, one.Discarded + other.Discarded, one.SampledOut + other.SampledOut,
        one.NoRoomPackets + other.NoRoomPackets, one.NoRoomOctets + other.NoRoomOctets, one.FlowsCreated + other.FlowsCreated,
        one.FlowsActive + other.FlowsActive, one.Records + other.Records, one.Evictions + other.Evictions, one.ClockSteps + other.ClockSteps,
        one.RingPackets + other.RingPackets, one.RingDrops + other.RingDrops)
    {
        Applications = one.Applications + other.Applications,
    };
}
