namespace Weir.Exporter.Metering;

/// <summary>What a metering process counted. Written by its thread alone; a reader on another thread sees values a little old.</summary>
public sealed class MeteringMetrics
{
    private readonly long[] _ended = new long[6];

    /// <summary>Packets read from the source, the unmetered ones included. Packets that offload joined count as on the wire.</summary>
    public long Packets { get; internal set; }

    /// <summary>Packets that went into a flow.</summary>
    public long MeteredPackets { get; internal set; }

    /// <summary>Layer-3 octets that went into flows.</summary>
    public long MeteredOctets { get; internal set; }

    /// <summary>Frames that hold no IP packet.</summary>
    public long NotIp { get; internal set; }

    /// <summary>Packets whose headers were captured only in part.</summary>
    public long TruncatedPackets { get; internal set; }

    /// <summary>Packets whose headers contradict themselves.</summary>
    public long MalformedPackets { get; internal set; }

    /// <summary>Packets of a link type that is not read.</summary>
    public long UnknownLinkTypes { get; internal set; }

    /// <summary>Datagrams of the exporter itself, left out.</summary>
    public long OwnDatagrams { get; internal set; }

    /// <summary>Packets that sampling left out, not looked at.</summary>
    public long SampledOut { get; internal set; }

    /// <summary>Packets whose tunnel was opened.</summary>
    public long Tunnelled { get; internal set; }

    /// <summary>Packets of new flows for which a full table had no room; only with <see cref="OverloadPolicy.DropNew"/>.</summary>
    public long NoRoomPackets { get; internal set; }

    /// <summary>Layer-3 octets of those packets.</summary>
    public long NoRoomOctets { get; internal set; }

    /// <summary>Packets that were looked into for the application.</summary>
    public long ApplicationPackets { get; internal set; }

    /// <summary>Conversations whose application was found out.</summary>
    public long ApplicationsKnown { get; internal set; }

    /// <summary>Conversations that were given up.</summary>
    public long ApplicationsUnknown { get; internal set; }

    /// <summary>Conversations that were not looked into, for too many were already.</summary>
    public long ApplicationNoRoom { get; internal set; }

    /// <summary>Times all flows were ended because there were too many pairs of MAC addresses to tell apart.</summary>
    public long LinkKeyResets { get; internal set; }

    public long FlowsCreated { get; internal set; }

    /// <summary>Flows held now.</summary>
    public long FlowsActive { get; internal set; }

    /// <summary>Times the packet clock was set back further than any flow lives, so that all flows were ended.</summary>
    public long ClockSteps { get; internal set; }

    /// <summary>Records written to the sink.</summary>
    public long Records
    {
        get
        {
            long records = 0;
            foreach (long ended in _ended) records += ended;
            return records;
        }
    }

    /// <summary>Flows ended for a reason; <see cref="FlowEndReason.LackOfResources"/> counts evictions.</summary>
    public long Ended(FlowEndReason reason) => _ended[(int)reason];

    internal void CountEnd(FlowEndReason reason) => _ended[(int)reason]++;
}
