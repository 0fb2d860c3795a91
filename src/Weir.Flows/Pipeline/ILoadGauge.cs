namespace Weir.Flows.Pipeline;

/// <summary>A packet source that knows whether its reader keeps up.</summary>
public interface ILoadGauge
{
    /// <summary>What was counted until now. Called by the reading thread, some times a second at most.</summary>
    LoadReading ReadLoad();
}

/// <summary>Counters of a source and its reader; all only grow.</summary>
/// <param name="Packets">Packets that came, those dropped included.</param>
/// <param name="Drops">Packets that were lost because the reader was late.</param>
/// <param name="ProcessorNs">Processor time that the reading thread used.</param>
public readonly record struct LoadReading(long Packets, long Drops, long ProcessorNs);
