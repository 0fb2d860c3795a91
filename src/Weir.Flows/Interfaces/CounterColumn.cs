namespace Weir.Flows.Interfaces;

/// <summary>
/// The counters that devices tell of an interface or of themselves, in the order of the columns of the archive's table <c>counters</c>.
/// All are unsigned. The first thirty-one are those of sFlow v5's if_counters and ethernet_counters (RFC 2863, RFC 3635).
/// </summary>
public enum CounterColumn
{
    /// <summary>IANAifType; bits a second; 1 full duplex, 2 half; bit 0 administratively up, bit 1 operationally up.</summary>
    IfType, IfSpeed, IfDirection, IfStatus,

    /// <summary>What came in, since the interface was made.</summary>
    InOctets, InUnicast, InMulticast, InBroadcast, InDiscards, InErrors, InUnknownProtocols,

    /// <summary>What went out.</summary>
    OutOctets, OutUnicast, OutMulticast, OutBroadcast, OutDiscards, OutErrors,

    /// <summary>1 where promiscuous, 2 where not.</summary>
    IfPromiscuous,

    /// <summary>dot3Stats.</summary>
    AlignmentErrors, FcsErrors, SingleCollisions, MultipleCollisions, SqeTestErrors, DeferredTransmissions, LateCollisions, ExcessiveCollisions,

    /// <summary>dot3Stats, the rest.</summary>
    InternalTransmitErrors, CarrierSenseErrors, FramesTooLong, InternalReceiveErrors, SymbolErrors,

    /// <summary>All packets, where they are not told by kind: NetFlow v9 and IPFIX.</summary>
    InPackets, OutPackets,

    /// <summary>The device's processor over the last 5 seconds, minute and 5 minutes, in hundredths of a percent; its memory, in octets.</summary>
    Cpu5s, Cpu1m, Cpu5m, MemoryTotal, MemoryFree,
}
