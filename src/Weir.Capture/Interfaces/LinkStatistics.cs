using System.Runtime.InteropServices;
using Weir.Flows.Interfaces;

namespace Weir.Capture.Interfaces;

/// <summary>struct rtnl_link_stats64 (linux/if_link.h): up to 25 counters of 64 bits; older kernels tell fewer, and what is not told is 0.</summary>
internal readonly ref struct LinkStatistics(ReadOnlySpan<byte> octets)
{
    private readonly ReadOnlySpan<byte> _octets = octets;

    private enum Counter
    {
        RxPackets, TxPackets, RxBytes, TxBytes, RxErrors, TxErrors, RxDropped, TxDropped, Multicast, Collisions,
        RxLengthErrors, RxOverErrors, RxCrcErrors, RxFrameErrors, RxFifoErrors, RxMissedErrors,
        TxAbortedErrors, TxCarrierErrors, TxFifoErrors, TxHeartbeatErrors, TxWindowErrors, RxCompressed, TxCompressed, RxNoHandler,
    }

    public TrafficCounters In => new(
        this[Counter.RxBytes], this[Counter.RxPackets], this[Counter.Multicast],
        // The kernel counts what the hardware had no room for apart from what it had none for itself.
        this[Counter.RxErrors], this[Counter.RxDropped] + this[Counter.RxMissedErrors], this[Counter.RxNoHandler]);

    public TrafficCounters Out => new(this[Counter.TxBytes], this[Counter.TxPackets], Multicast: null, this[Counter.TxErrors], this[Counter.TxDropped]);

    public EthernetCounters Ethernet => new(
        this[Counter.RxFrameErrors], this[Counter.RxCrcErrors], this[Counter.TxCarrierErrors]);

    private ulong this[Counter counter]
    {
        get
        {
            int offset = (int)counter * sizeof(ulong);
            return offset + sizeof(ulong) <= _octets.Length ? MemoryMarshal.Read<ulong>(_octets[offset..]) : 0;
        }
    }
}
