namespace Weir.Exporter.Metering;

/// <summary>What a full flow table does with the packet of a new flow.</summary>
public enum OverloadPolicy
{
    /// <summary>The flow nearest to its end is ended for it (flowEndReason 5): no packet is lost, records get shorter.</summary>
    EvictOldest,

    /// <summary>The packet is not metered, and counted: the flows there are stay whole.</summary>
    DropNew,
}
