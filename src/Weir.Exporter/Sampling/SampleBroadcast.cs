using Weir.Exporter.Exporting;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Sampling;

/// <summary>Gives each sample to every collector's session; those whose protocol does not carry packets pass over it.</summary>
/// <param name="sessions">The sessions.</param>
public sealed class SampleBroadcast(IReadOnlyList<CollectorSession> sessions) : IPacketSampleSink
{
    private readonly CollectorSession[] _sessions = [.. sessions];

    /// <inheritdoc/>
    public void Write(in SampledPacket sample)
    {
        foreach (CollectorSession session in _sessions) session.Write(in sample);
    }
}
