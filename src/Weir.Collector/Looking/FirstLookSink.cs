using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.Collector.Looking;

/// <summary>Shows the records of a segment to all that want to know them before they are written; one sink a segment.</summary>
public sealed class FirstLookSink : IFlowSink
{
    private readonly IReadOnlyList<IFirstLook> _looks;

    /// <summary>Begins a segment.</summary>
    /// <param name="looks">Who looks.</param>
    public FirstLookSink(IReadOnlyList<IFirstLook> looks)
    {
        _looks = looks;
        foreach (IFirstLook look in looks) look.Begin();
    }

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        foreach (IFirstLook look in _looks) look.Look(batch);
    }
}
