using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Metering;

namespace Weir.App.Operating;

/// <summary>Metering's samplers as options records tell them.</summary>
internal static class Samplers
{
    /// <summary>What to tell of one; of none, where all packets are metered.</summary>
    /// <param name="id">Tells it apart from others of the exporter.</param>
    /// <param name="sampling">How it was asked to choose.</param>
    /// <param name="rate">Its rate now.</param>
    public static IEnumerable<SamplerState> Of(ulong id, SamplingOptions? sampling, uint rate) =>
        sampling is null ? [] : [new SamplerState(id, Method(sampling.Method), rate)];

    private static Weir.Exporter.Exporting.Options.SamplingMethod Method(Weir.Exporter.Metering.SamplingMethod method) => method switch
    {
        Weir.Exporter.Metering.SamplingMethod.Deterministic => Weir.Exporter.Exporting.Options.SamplingMethod.Systematic,
        Weir.Exporter.Metering.SamplingMethod.Random => Weir.Exporter.Exporting.Options.SamplingMethod.Random,
        _ => Weir.Exporter.Exporting.Options.SamplingMethod.FlowHash,
    };
}
