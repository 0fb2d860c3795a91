using Weir.Flows.Pipeline;

namespace Weir.Capture.AfPacket;

/// <summary>What the kernel counted since the source was opened (packet(7), PACKET_STATISTICS).</summary>
/// <param name="Packets">Packets that came to the socket, those dropped included.</param>
/// <param name="Drops">Packets for which the ring had no room.</param>
/// <param name="Freezes">How often the ring was full and stood still until a block came back.</param>
public readonly record struct AfPacketMetrics(long Packets, long Drops, long Freezes)
{
    /// <summary>What every kernel source counts.</summary>
    public KernelCounts Counts => new(Packets, Drops);
}
