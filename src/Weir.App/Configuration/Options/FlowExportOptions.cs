using Weir.App.Composition;
using Weir.App.Operating;
using Weir.Capture.PSample;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Metering;
using Weir.Exporter.Metering.Applications;
using Weir.Flows.Columns;

namespace Weir.App.Configuration.Options;

/// <summary>The section <c>flow-export</c>.</summary>
/// <param name="Collectors">In the order of the file.</param>
/// <param name="Metering"><see langword="null"/>: no packets are metered.</param>
/// <param name="Sampling">Interfaces whose packets the kernel samples.</param>
/// <param name="Conntrack"><see langword="null"/> where there is no such section.</param>
/// <param name="Ebpf"><see langword="null"/> where there is no such section.</param>
/// <param name="Enrichment"><see langword="null"/> where there is no such section.</param>
internal sealed record FlowExportOptions(
    IReadOnlyList<CollectorSection> Collectors,
    MeteringSection? Metering,
    IReadOnlyList<SampledInterface> Sampling,
    ConntrackSection? Conntrack,
    EbpfSection? Ebpf,
    EnrichmentSection? Enrichment)
{
    /// <summary>Which collectors get which records.</summary>
    public Distribution Distribution { get; init; }

    public static FlowExportOptions Read(SectionReader section)
    {
        IReadOnlyList<CollectorSection> collectors = section.Named("collector", CollectorSection.Read);
        MeteringSection? metering = section.Section("metering", MeteringSection.Read);
        IReadOnlyList<SampledInterface> sampled = section.Section("sampling", SampledInterface.ReadAll) ?? [];
        // Records that the kernel sampled tell their rate as others do.
        SamplingOptions? sampling = metering?.AnySampling ?? (sampled.Any(static each => each.MetersFlows) ? KernelSamplers.Chance : null);
        MeteringOptions options = FieldSelection.Asked(metering?.Options ?? new(), collectors.SelectMany(static collector => collector.FieldNames));
        EbpfSection? ebpf = section.Section("ebpf", EbpfSection.Read);
        EnrichmentSection? enrichment = section.Section("enrichment", EnrichmentSection.Read);
        ConntrackSection? conntrack = section.Section("conntrack", ConntrackSection.Read);
        IEnumerable<FlowColumn> more = [.. ebpf?.Columns ?? [], .. enrichment?.Columns ?? [], .. conntrack?.Columns ?? []];
        return new(
            [.. collectors.Select(collector => collector.WithColumns(options with { Sampling = sampling }, more))],
            metering is null ? null : metering with { Options = options },
            sampled,
            conntrack,
            ebpf,
            enrichment)
        {
            Distribution = DistributionNames.Read(section.Text("balance")),
        };
    }
}

/// <summary>The section <c>metering</c>.</summary>
/// <param name="Sources">What to meter: interfaces, then log groups.</param>
/// <param name="Options">Timeouts and limits, of each source's own flow table.</param>
/// <param name="SamplingRates">Interfaces with a rate of their own.</param>
internal sealed record MeteringSection(IReadOnlyList<MeteredSource> Sources, MeteringOptions Options, IReadOnlyDictionary<string, uint> SamplingRates)
{
    /// <summary>The options of one interface.</summary>
    public MeteringOptions OptionsOf(string name)
    {
        SamplingOptions sampling = Options.Sampling ?? new();
        if (SamplingRates.TryGetValue(name, out uint rate)) sampling = sampling with { Rate = rate };
        return Options with { Sampling = sampling is { Rate: 1, Adaptive: null } ? null : sampling };
    }

    /// <summary>How packets are sampled on some interface; <see langword="null"/> where all are metered on every one.</summary>
    public SamplingOptions? AnySampling => Sources.Select(each => OptionsOf(each.Name).Sampling).FirstOrDefault(static sampling => sampling is not null);

    public static MeteringSection Read(SectionReader section) => new(
        [
            .. section.Named("interface", static each => new MeteredInterface(each.Name, each.Flag("promiscuous"), (int)each.Integer("ring-size"))),
            .. section.Section("nflog", MeteredLogGroup.Read) ?? [],
        ],
        new MeteringOptions
        {
            ActiveTimeout = section.Timeout("active-timeout"),
            IdleTimeout = section.Timeout("idle-timeout"),
            TcpEndGrace = section.Timeout("tcp-end-timeout"),
            MaxFlows = (int)section.Integer("max-flows"),
            Overload = OverloadNames.Read(section.Text("overload")),
            Sampling = new SamplingOptions
            {
                Rate = (uint)section.Integer("sampling-rate"),
                Method = MethodOf(section.Text("sampling-method")),
                Adaptive = section.Flag("adaptive-sampling") ? new() : null,
            },
            Biflow = section.Flag("biflow"),
            TcpPerformance = section.Flag("tcp-performance"),
            Applications = section.Text("applications") == "ndpi"
                ? new ApplicationOptions
                {
                    MaxTcpPackets = (int)section.Integer("application-tcp-packets"),
                    MaxOtherPackets = (int)section.Integer("application-other-packets"),
                    MaxPending = (int)section.Integer("application-flows"),
                }
                : null,
        },
        section.Named("interface", static each => (each.Name, Rate: each.OptionalInteger("sampling-rate")))
            .Where(static each => each.Rate is not null).ToDictionary(static each => each.Name, static each => (uint)each.Rate!, StringComparer.Ordinal));

    private static SamplingMethod MethodOf(string word) => word switch
    {
        "random" => SamplingMethod.Random,
        "flowhash" => SamplingMethod.FlowHash,
        _ => SamplingMethod.Deterministic,
    };
}

/// <summary>An interface whose packets are sampled: by the kernel (tc sample, psample), or from those that are captured.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rate">One packet in so many.</param>
/// <param name="TruncatedSize">Octets of each packet.</param>
/// <param name="Group">The psample group.</param>
internal sealed record SampledInterface(string Name, int Rate, int TruncatedSize, uint Group)
{
    /// <summary>Who samples, where it is not the kernel.</summary>
    public const string FromCapture = "capture";

    /// <summary>Who samples: <c>psample</c> or <c>capture</c>.</summary>
    public string Source { get; init; } = "psample";

    /// <summary>Which of its packets.</summary>
    public SamplingDirection Direction { get; init; } = SamplingDirection.Both;

    /// <summary>Whether the sampled packets are metered, too.</summary>
    public bool MetersFlows { get; init; }

    /// <summary>Size of what may wait of all interfaces' samples.</summary>
    public int BufferMebibytes { get; init; } = new PSampleOptions { Interfaces = [] }.ReceiveBufferOctets >> 20;

    public static IReadOnlyList<SampledInterface> ReadAll(SectionReader sampling)
    {
        int buffer = (int)sampling.Integer("receive-buffer");
        return [.. sampling.Named("interface", Read).Select(each => each with { BufferMebibytes = buffer })];
    }

    private static SampledInterface Read(SectionReader each) =>
        new(each.Name, (int)each.Integer("rate"), (int)each.Integer("trunc-size"), (uint)each.Integer("group"))
        {
            Direction = Enum.Parse<SamplingDirection>(each.Text("direction"), ignoreCase: true),
            MetersFlows = each.Flag("flows"),
            Source = each.Text("source"),
        };
}
