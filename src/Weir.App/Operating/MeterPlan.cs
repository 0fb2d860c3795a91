using Weir.App.Configuration.Options;
using Weir.Exporter.Metering;

namespace Weir.App.Operating;

/// <summary>How an interface is metered. One that is not equal ends the flows and begins anew on the same ring.</summary>
/// <param name="Metering">Timeouts, limits and sampling of its flow table.</param>
/// <param name="Samples">How its packets are sampled for sFlow; <see langword="null"/>: they are not, or the kernel does it.</param>
internal sealed record MeterPlan(MeteringOptions Metering, SampledInterface? Samples)
{
    /// <summary>The plan of an interface.</summary>
    public static MeterPlan Of(FlowExportOptions options, MeteredSource section) => new(
        options.Metering!.OptionsOf(section.Name),
        options.Sampling.FirstOrDefault(sampled => sampled.Name == section.Name && sampled.Source == SampledInterface.FromCapture));
}
