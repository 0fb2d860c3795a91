using Weir.Wire.Primitives;

namespace Weir.Wire.SFlow;

/// <summary>Writes the records within samples (sflow.org, «sFlow Version 5», section 5). Each is its format, its length, its fields.</summary>
internal static class SFlowRecords
{
    private const int RawHeaderFields = 4 * sizeof(uint);
    private const int InterfaceLength = 88, EthernetLength = 52;

    /// <summary>
    /// <code>
    /// +----------------+--------------+----------+---------------+-----------------------------+
    /// | header_protocol| frame_length | stripped | header octets | header …   0 … 3 of padding |
    /// +----------------+--------------+----------+---------------+-----------------------------+
    /// </code>
    /// </summary>
    public static bool TryWriteRawHeader(ref WireWriter to, in SFlowFlowSample sample)
    {
        int padded = (sample.Header.Length + 3) & ~3;
        to.TryWriteUInt32(SFlowFormats.RawHeader);
        to.TryWriteUInt32((uint)(RawHeaderFields + padded));
        to.TryWriteUInt32((uint)sample.Protocol);
        to.TryWriteUInt32(sample.FrameLength);
        to.TryWriteUInt32(sample.Stripped);
        if (!to.TryWriteUInt32((uint)sample.Header.Length) || !to.TryReserve(padded, out Span<byte> octets)) return false;
        sample.Header.CopyTo(octets);
        octets[sample.Header.Length..].Clear();
        return true;
    }

    /// <summary>Extended switch data: VLAN and priority in and out; a VLAN is not changed on the way through here.</summary>
    public static bool TryWriteSwitch(ref WireWriter to, in SFlowFlowSample sample)
    {
        to.TryWriteUInt32(SFlowFormats.Switch);
        to.TryWriteUInt32(4 * sizeof(uint));
        to.TryWriteUInt32(sample.Vlan);
        to.TryWriteUInt32(sample.Priority);
        to.TryWriteUInt32(sample.Vlan);
        return to.TryWriteUInt32(sample.Priority);
    }

    /// <summary>extended_egress_queue, extended_transit in nanoseconds, extended_queue in octets: records of one number each.</summary>
    public const uint EgressQueueFormat = 1036, TransitFormat = 1039, QueueDepthFormat = 1040;

    /// <summary>Writes a record of one number.</summary>
    public static bool TryWriteNumber(ref WireWriter to, uint format, uint value)
    {
        to.TryWriteUInt32(format);
        to.TryWriteUInt32(sizeof(uint));
        return to.TryWriteUInt32(value);
    }

    /// <summary>port_name (sflow.org, «sFlow OpenFlow Structures»): a text behind its length, filled up to four octets.</summary>
    public static bool TryWriteName(ref WireWriter to, ReadOnlySpan<byte> name)
    {
        int padded = (name.Length + 3) & ~3;
        to.TryWriteUInt32(SFlowFormats.PortName);
        to.TryWriteUInt32((uint)(sizeof(uint) + padded));
        if (!to.TryWriteUInt32((uint)name.Length) || !to.TryReserve(padded, out Span<byte> octets)) return false;
        name.CopyTo(octets);
        octets[name.Length..].Clear();
        return true;
    }

    /// <summary>if_counters (RFC 1573's ifTable, in its order).</summary>
    public static bool TryWriteInterface(ref WireWriter to, in SFlowInterfaceCounters counters)
    {
        if (to.Remaining < InterfaceLength + 2 * sizeof(uint)) return false;
        to.TryWriteUInt32(SFlowFormats.InterfaceCounters);
        to.TryWriteUInt32(InterfaceLength);
        to.TryWriteUInt32(counters.Index);
        to.TryWriteUInt32(counters.Type);
        to.TryWriteUInt64(counters.Speed);
        to.TryWriteUInt32(counters.Direction);
        to.TryWriteUInt32(counters.Status);
        to.TryWriteUInt64(counters.InOctets);
        to.TryWriteUInt32(counters.InUnicast);
        to.TryWriteUInt32(counters.InMulticast);
        to.TryWriteUInt32(counters.InBroadcast);
        to.TryWriteUInt32(counters.InDiscards);
        to.TryWriteUInt32(counters.InErrors);
        to.TryWriteUInt32(counters.InUnknownProtocols);
        to.TryWriteUInt64(counters.OutOctets);
        to.TryWriteUInt32(counters.OutUnicast);
        to.TryWriteUInt32(counters.OutMulticast);
        to.TryWriteUInt32(counters.OutBroadcast);
        to.TryWriteUInt32(counters.OutDiscards);
        to.TryWriteUInt32(counters.OutErrors);
        return to.TryWriteUInt32(counters.Promiscuous);
    }

    /// <summary>ethernet_counters (RFC 2358's dot3StatsTable, in its order).</summary>
    public static bool TryWriteEthernet(ref WireWriter to, in SFlowInterfaceCounters counters)
    {
        if (to.Remaining < EthernetLength + 2 * sizeof(uint)) return false;
        to.TryWriteUInt32(SFlowFormats.EthernetCounters);
        to.TryWriteUInt32(EthernetLength);
        to.TryWriteUInt32(counters.AlignmentErrors);
        to.TryWriteUInt32(counters.FcsErrors);
        to.TryWriteUInt32(counters.SingleCollisions);
        to.TryWriteUInt32(counters.MultipleCollisions);
        to.TryWriteUInt32(counters.SqeTestErrors);
        to.TryWriteUInt32(counters.DeferredTransmissions);
        to.TryWriteUInt32(counters.LateCollisions);
        to.TryWriteUInt32(counters.ExcessiveCollisions);
        to.TryWriteUInt32(counters.InternalTransmitErrors);
        to.TryWriteUInt32(counters.CarrierSenseErrors);
        to.TryWriteUInt32(counters.FramesTooLong);
        to.TryWriteUInt32(counters.InternalReceiveErrors);
        return to.TryWriteUInt32(counters.SymbolErrors);
    }
}
