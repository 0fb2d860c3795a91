using Weir.Exporter.Exporting;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>Gives packet samples to the collectors there are now that are spoken to in sFlow.</summary>
/// <param name="collectors">They change with the configuration.</param>
internal sealed class SampleFan(CollectorSet collectors) : IPacketSampleSink
{
    /// <inheritdoc/>
    public void Write(in SampledPacket sample)
    {
        foreach (ExportedCollector collector in collectors.Collectors)
        {
            if (collector.Session.Options.Protocol != ExportProtocol.SFlow) continue;
            try
            {
                collector.Session.Write(in sample);
            }
            catch (ObjectDisposedException)
            {
                // A new configuration took it away in this moment.
            }
        }
    }
}
