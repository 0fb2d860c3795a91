namespace Weir.Wire.SFlow;

/// <summary>The values of if_counters and ethernet_counters. A counter that is not known is <see cref="Unknown"/>.</summary>
public struct SFlowInterfaceCounters
{
    /// <summary>What a counter says that is not known.</summary>
    public const uint Unknown = uint.MaxValue;

    /// <summary>Octets of a name that are sent; Linux has 15 at most.</summary>
    public const int MaxNameOctets = 64;

    /// <summary>ifName in UTF-8; empty where there is none to tell.</summary>
    public ReadOnlyMemory<byte> Name;

    /// <summary>ifIndex and IANAifType.</summary>
    public uint Index, Type;

    /// <summary>Bits per second.</summary>
    public ulong Speed;

    /// <summary>0 unknown, 1 full duplex, 2 half duplex, 3 in, 4 out.</summary>
    public uint Direction;

    /// <summary>Bit 0: ifAdminStatus is up; bit 1: ifOperStatus is up.</summary>
    public uint Status;

    public ulong InOctets, OutOctets;

    /// <summary>Packets, modulo 2^32.</summary>
    public uint InUnicast, InMulticast, InBroadcast, InDiscards, InErrors, InUnknownProtocols;

    /// <summary>Packets, modulo 2^32.</summary>
    public uint OutUnicast, OutMulticast, OutBroadcast, OutDiscards, OutErrors;

    /// <summary>1 where promiscuous, else 2 (TruthValue).</summary>
    public uint Promiscuous;

    /// <summary>Whether there are Ethernet counters.</summary>
    public bool HasEthernet;

    /// <summary>dot3Stats: what is known of errors on an Ethernet.</summary>
    public uint AlignmentErrors, FcsErrors, SingleCollisions, MultipleCollisions, SqeTestErrors, DeferredTransmissions, LateCollisions;

    /// <summary>dot3Stats, the rest.</summary>
    public uint ExcessiveCollisions, InternalTransmitErrors, CarrierSenseErrors, FramesTooLong, InternalReceiveErrors, SymbolErrors;
}
