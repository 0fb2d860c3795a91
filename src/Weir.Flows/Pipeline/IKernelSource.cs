namespace Weir.Flows.Pipeline;

/// <summary>A packet source that the kernel feeds: it counts what came and what was lost on the way.</summary>
public interface IKernelSource : IPacketSource
{
    /// <summary>What was counted until now. Any thread may ask, some times a second at most.</summary>
    KernelCounts Counts { get; }
}

/// <summary>Counters of a kernel's packet source; both only grow.</summary>
/// <param name="Packets">Packets that came, those lost included.</param>
/// <param name="Drops">Packets that were lost because the reader was late.</param>
public readonly record struct KernelCounts(long Packets, long Drops);
