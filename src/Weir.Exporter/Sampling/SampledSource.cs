using Weir.Flows.Pipeline;

namespace Weir.Exporter.Sampling;

/// <summary>A source whose packets pass a sampler on their way: what reads it meters all of them, the sampler takes some.</summary>
/// <param name="inner">Where the packets come from. Not disposed of here.</param>
/// <param name="sampler">Is offered each packet once.</param>
public sealed class SampledSource(IPacketSource inner, HeaderSampler sampler) : IPacketSource, ILoadGauge
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public PacketReadStatus Read(PacketBatch batch)
    {
        PacketReadStatus status = inner.Read(batch);
        if (status == PacketReadStatus.Packets) sampler.Offer(batch);
        return status;
    }

    /// <inheritdoc/>
    public LoadReading ReadLoad() => inner is ILoadGauge gauge ? gauge.ReadLoad() : default;

    public void Dispose()
    {
    }
}
