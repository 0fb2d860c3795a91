using Weir.Capture.PSample;

namespace Weir.App.Operating.Metrics;

/// <summary>What is counted of packets that the kernel samples.</summary>
internal static class SamplingInstruments
{
    public static IReadOnlyList<Instrument> All { get; } =
    [
        Each("weir_psample_samples_total", "Packets that the kernel sampled and delivered.", static each => each.Samples),
        Each("weir_psample_lost_samples_total", "Packets that the kernel sampled and did not deliver.", static each => each.Lost),
        Each("weir_psample_pool_packets_total", "Packets that could have been sampled.", static each => each.Pool),
        Sum("weir_psample_overruns_total", "Times the buffer for samples was full.", static metrics => metrics.Overruns),
        Sum("weir_psample_foreign_samples_total", "Samples that others asked the kernel for.", static metrics => metrics.Foreign),
        Sum("weir_psample_malformed_total", "Messages that are no whole sample.", static metrics => metrics.Malformed),
    ];

    private static Instrument Each(string name, string help, Func<SampledInterfaceMetrics, long> value) =>
        new(name, InstrumentKind.Counter, help, status => status.Samplers.SelectMany(static sampler => sampler.Interfaces)
            .Select(each => new Reading(value(each), ("interface", each.Interface))));

    private static Instrument Sum(string name, string help, Func<PSampleMetrics, long> value) =>
        new(name, InstrumentKind.Counter, help, status => status.Samplers.Count == 0 ? [] : [new(status.Samplers.Sum(sampler => value(sampler.Metrics)))]);
}
