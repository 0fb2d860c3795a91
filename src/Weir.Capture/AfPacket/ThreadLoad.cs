using Weir.Capture.Interop;
using Weir.Flows.Pipeline;

namespace Weir.Capture.AfPacket;

/// <summary>What a ring and the thread that reads it have to do.</summary>
internal static unsafe class ThreadLoad
{
    /// <summary>Asks on the reading thread.</summary>
    public static LoadReading Read(AfPacketMetrics metrics)
    {
        LibC.TimeSpec used = default;
        _ = LibC.ClockTime(LibC.ThreadProcessorClock, &used);
        return new(metrics.Packets, metrics.Drops, used.Seconds * 1_000_000_000L + used.Nanoseconds);
    }
}
