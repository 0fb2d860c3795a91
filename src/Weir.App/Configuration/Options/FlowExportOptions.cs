using Weir.Exporter.Metering;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>flow-export</c>.</summary>
/// <param name="Collectors">In the order of the file.</param>
/// <param name="Metering"><see langword="null"/>: no packets are metered.</param>
/// <param name="Sampling">Interfaces whose packets the kernel samples.</param>
/// <param name="Conntrack"><see langword="null"/> where there is no such section.</param>
/// <param name="Enrichment"><see langword="null"/> where there is no such section.</param>
internal sealed record FlowExportOptions(
    IReadOnlyList<CollectorSection> Collectors,
    MeteringSection? Metering,
    IReadOnlyList<SampledInterface> Sampling,
    ConntrackSection? Conntrack,
    EnrichmentSection? Enrichment)
{
    public static FlowExportOptions Read(SectionReader section) => new(
        section.Named("collector", CollectorSection.Read),
        section.Section("metering", MeteringSection.Read),
        section.Section("sampling", static sampling => sampling.Named("interface", SampledInterface.Read)) ?? [],
        section.Section("conntrack", static conntrack => new ConntrackSection(conntrack.Flag("enabled"), conntrack.Seconds("active-timeout"))),
        section.Section("enrichment", static enrichment => new EnrichmentSection(enrichment.Flag("bgp"))));
}

/// <summary>The section <c>metering</c>.</summary>
/// <param name="Interfaces">What to meter.</param>
/// <param name="Options">Timeouts and limits, of each interface's own flow table.</param>
internal sealed record MeteringSection(IReadOnlyList<MeteredInterface> Interfaces, MeteringOptions Options)
{
    public static MeteringSection Read(SectionReader section) => new(
        section.Named("interface", static each => new MeteredInterface(each.Name, each.Flag("promiscuous"), (int)each.Integer("ring-size"))),
        new MeteringOptions
        {
            ActiveTimeout = section.Timeout("active-timeout"),
            IdleTimeout = section.Timeout("idle-timeout"),
            TcpEndGrace = section.Timeout("tcp-end-timeout"),
            MaxFlows = (int)section.Integer("max-flows"),
        });
}

/// <summary>An interface whose packets are metered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Promiscuous">Whether frames for other hosts count.</param>
/// <param name="RingMebibytes">Size of the ring that kernel and program share.</param>
internal sealed record MeteredInterface(string Name, bool Promiscuous, int RingMebibytes);

/// <summary>An interface whose packets the kernel samples (tc sample, psample).</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rate">One packet in so many.</param>
/// <param name="TruncatedSize">Octets of each packet.</param>
/// <param name="Group">The psample group.</param>
internal sealed record SampledInterface(string Name, int Rate, int TruncatedSize, uint Group)
{
    public static SampledInterface Read(SectionReader each) =>
        new(each.Name, (int)each.Integer("rate"), (int)each.Integer("trunc-size"), (uint)each.Integer("group"));
}

/// <summary>Flows from the kernel's connection tracking.</summary>
internal sealed record ConntrackSection(bool Enabled, TimeSpan ActiveTimeout);

/// <summary>What is added to records from elsewhere.</summary>
internal sealed record EnrichmentSection(bool Bgp);
