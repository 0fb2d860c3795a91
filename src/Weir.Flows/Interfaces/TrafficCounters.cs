namespace Weir.Flows.Interfaces;

/// <summary>What passed an interface in one direction since it was made.</summary>
/// <param name="Octets">Layer-2 octets, without frame check sequence.</param>
/// <param name="Packets">All packets that were passed on.</param>
/// <param name="Multicast">Those of them to a group, <see langword="null"/> where not counted.</param>
/// <param name="Errors">Packets that were damaged or could not be sent.</param>
/// <param name="Discards">Packets that there was no room for.</param>
/// <param name="UnknownProtocols">Packets nobody takes, <see langword="null"/> where not counted.</param>
public readonly record struct TrafficCounters(
    ulong Octets, ulong Packets, ulong? Multicast, ulong Errors, ulong Discards, ulong? UnknownProtocols = null)
{
    /// <summary>Packets to everybody, <see langword="null"/> where not counted.</summary>
    public ulong? Broadcast { get; init; }
}
