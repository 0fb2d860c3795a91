using Weir.App.Configuration.Options;
using Weir.Capture.PSample;
using Weir.Exporter.Metering;

namespace Weir.App.Operating;

/// <summary>Interfaces that the kernel samples alike, so that one thread takes in their samples.</summary>
/// <param name="Interfaces">How each is sampled, all at the same rate.</param>
/// <param name="Flows">How the sampled packets are metered, too; <see langword="null"/>: they are not.</param>
/// <param name="ReceiveBufferOctets">Octets of samples that may wait.</param>
internal sealed record SamplingPlan(IReadOnlyList<SamplingRequest> Interfaces, MeteringOptions? Flows, int ReceiveBufferOctets)
{
    /// <summary>Packets for each one that is sampled.</summary>
    public uint Rate => Interfaces[0].Rate;

    /// <summary>The plans that a configuration asks for.</summary>
    public static IReadOnlyList<SamplingPlan> Of(FlowExportOptions options) =>
    [
        .. options.Sampling.Where(static section => section.Source != SampledInterface.FromCapture).GroupBy(static section => (section.Rate, section.MetersFlows)).Select(alike => new SamplingPlan(
            [.. alike.Select(Request)],
            // The kernel has chosen already: records tell its rate.
            alike.Key.MetersFlows ? (options.Metering?.Options ?? new()) with { Sampling = null } : null,
            alike.Max(static section => section.BufferMebibytes) << 20)),
    ];

    public bool Equals(SamplingPlan? other) =>
        other is not null && Flows == other.Flows && ReceiveBufferOctets == other.ReceiveBufferOctets && Interfaces.SequenceEqual(other.Interfaces);

    public override int GetHashCode() => HashCode.Combine(Flows, ReceiveBufferOctets, Interfaces.Count);

    private static SamplingRequest Request(SampledInterface section) => new()
    {
        InterfaceName = section.Name,
        Rate = (uint)section.Rate,
        Truncation = (uint)section.TruncatedSize,
        Group = section.Group,
        Direction = section.Direction,
    };
}
