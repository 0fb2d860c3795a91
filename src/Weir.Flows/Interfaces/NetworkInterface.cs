namespace Weir.Flows.Interfaces;

/// <summary>What a system knows of one of its interfaces at one moment. Counters have 64 bits and never go back while the interface lives.</summary>
public sealed record NetworkInterface
{
    /// <summary>ifIndex.</summary>
    public required uint Index { get; init; }

    /// <summary>Name, at most 15 octets.</summary>
    public required string Name { get; init; }

    /// <summary>What an administrator wrote to it (ifAlias), empty where nothing.</summary>
    public string Description { get; init; } = "";

    /// <summary>IANAifType-MIB: 6 ethernetCsmacd, 24 softwareLoopback, 131 tunnel, 1 other.</summary>
    public uint Type { get; init; } = 1;

    /// <summary>Bits per second, 0 where unknown.</summary>
    public ulong Speed { get; init; }

    /// <summary>Whether both sides may speak at once.</summary>
    public InterfaceDuplex Duplex { get; init; }

    /// <summary>ifAdminStatus: whether it is meant to be up.</summary>
    public bool IsAdministrativelyUp { get; init; }

    /// <summary>ifOperStatus: whether it is up.</summary>
    public bool IsOperationallyUp { get; init; }

    /// <summary>Whether it takes frames for everybody.</summary>
    public bool IsPromiscuous { get; init; }

    /// <summary>What came in. Packets include those of multicast.</summary>
    public TrafficCounters In { get; init; }

    /// <summary>What went out. Linux does not count multicast here.</summary>
    public TrafficCounters Out { get; init; }

    /// <summary>What its Ethernet counts, <see langword="null"/> where it is none.</summary>
    public EthernetCounters? Ethernet { get; init; }
}

/// <summary>Errors of an Ethernet, as far as the system tells them.</summary>
/// <param name="AlignmentErrors">dot3StatsAlignmentErrors.</param>
/// <param name="FcsErrors">dot3StatsFCSErrors.</param>
/// <param name="CarrierSenseErrors">dot3StatsCarrierSenseErrors.</param>
public readonly record struct EthernetCounters(ulong AlignmentErrors, ulong FcsErrors, ulong CarrierSenseErrors)
{
    /// <summary>dot3StatsSingleCollisionFrames; <see langword="null"/> where the driver does not tell, as with those below.</summary>
    public ulong? SingleCollisions { get; init; }

    /// <summary>dot3StatsMultipleCollisionFrames.</summary>
    public ulong? MultipleCollisions { get; init; }

    /// <summary>dot3StatsSQETestErrors.</summary>
    public ulong? SqeTestErrors { get; init; }

    /// <summary>dot3StatsDeferredTransmissions.</summary>
    public ulong? DeferredTransmissions { get; init; }

    /// <summary>dot3StatsLateCollisions.</summary>
    public ulong? LateCollisions { get; init; }

    /// <summary>dot3StatsExcessiveCollisions.</summary>
    public ulong? ExcessiveCollisions { get; init; }

    /// <summary>dot3StatsInternalMacTransmitErrors.</summary>
    public ulong? InternalTransmitErrors { get; init; }

    /// <summary>dot3StatsFrameTooLongs.</summary>
    public ulong? FramesTooLong { get; init; }

    /// <summary>dot3StatsInternalMacReceiveErrors.</summary>
    public ulong? InternalReceiveErrors { get; init; }

    /// <summary>dot3StatsSymbolErrors.</summary>
    public ulong? SymbolErrors { get; init; }
}

/// <summary>ifDirection of sFlow: how an interface's link is shared.</summary>
public enum InterfaceDuplex : byte
{
    Unknown = 0,
    Full = 1,
    Half = 2,
}
