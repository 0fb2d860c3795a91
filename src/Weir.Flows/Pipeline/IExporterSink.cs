using Weir.Flows.Exporters;

namespace Weir.Flows.Pipeline;

/// <summary>Takes what came of exporters. A sink of flow records that is one too keeps both.</summary>
public interface IExporterSink
{
    /// <summary>Takes what came of one exporter, domain and protocol.</summary>
    void Write(in ExporterRecord exporter);
}
