using Weir.Flows.Batches;

namespace Weir.Collector.Looking;

/// <summary>
/// What has to know the records of a whole segment before the first of them is written: it sees them all once, in their order, and again on
/// their way to the archive (docs/adr/0016-a-segment-is-looked-at-first.md).
/// </summary>
public interface IFirstLook
{
    /// <summary>A segment begins.</summary>
    void Begin();

    /// <summary>Sees records of the segment; they stay as they are.</summary>
    void Look(FlowBatch batch);
}
