using Weir.App.Configuration.Options;
using Weir.Capture.Conntrack;
using Weir.Capture.Ebpf;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Deduplicating;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Stitching;
using Weir.Collector.Teeing;
using Weir.Exporter.Exporting;
using Weir.Exporter.Metering;
using Weir.Exporter.Transport;
using Weir.Storage.Upkeep;

namespace Weir.App.Operating;

/// <summary>What runs and what it counted, at one moment: what <c>weir show</c> and /metrics both tell.</summary>
/// <param name="Collectors">Those that flows are exported to; <see langword="null"/> where flow-export is not configured.</param>
/// <param name="Interfaces">Those that are metered.</param>
/// <param name="Collecting"><see langword="null"/> where flow-collect is not configured.</param>
/// <param name="Decoding">Its decoders' counters.</param>
/// <param name="StartedAt">When the process began to run.</param>
internal sealed record OperatingStatus(
    IReadOnlyList<CollectorStatusLine>? Collectors,
    IReadOnlyList<InterfaceStatusLine> Interfaces,
    CollectorStatus? Collecting,
    DecoderMetrics? Decoding,
    DateTimeOffset StartedAt)
{
    /// <summary>What connection tracking counted; <see langword="null"/> where it does not run.</summary>
    public ConntrackMetrics? Conntrack { get; init; }

    /// <summary>What programs within the kernel counted; <see langword="null"/> where they do not run.</summary>
    public EbpfMetrics? Ebpf { get; init; }

    /// <summary>What becomes of the own collector's connections; <see langword="null"/> where it listens for none.</summary>
    public StreamMetrics? Connections { get; init; }

    /// <summary>Other collectors that the own collector's datagrams go to.</summary>
    public IReadOnlyList<TeeMetrics> Tees { get; init; } = [];

    /// <summary>What is done for the own collector's archive; <see langword="null"/> where there is none.</summary>
    public UpkeepMetrics? Upkeep { get; init; }

    /// <summary>What the own collector found of duplicates; <see langword="null"/> where it looks for none.</summary>
    public DeduplicationMetrics? Duplicates { get; init; }

    /// <summary>What became of records of one direction in the own collector; <see langword="null"/> where they are not stitched.</summary>
    public StitchingMetrics? Stitching { get; init; }

    /// <summary>The networks that give records tags, countries and systems; <see langword="null"/> where there are none.</summary>
    public NetworkDirectory? Networks { get; init; }

    /// <summary>What the kernel samples.</summary>
    public IReadOnlyList<KernelSampler> Samplers { get; init; } = [];

    /// <summary>The exporters that were heard; <see langword="null"/> where nothing is collected.</summary>
    public ExporterDirectory? Directory { get; init; }

    /// <summary>The exporters as of their last segments; looked up once for a status.</summary>
    public IReadOnlyList<ExporterLine> Exporters => field ??= Directory?.Exporters(nowNs: 0) ?? [];

    /// <summary>What is known of a cluster's pods; <see langword="null"/> where they are not asked for.</summary>
    public KubernetesStatus? Kubernetes { get; init; }

    public static OperatingStatus Of(ExporterRun? exporter, CollectorRun? collector, DateTimeOffset startedAt) => new(
        exporter?.Collectors.Collectors.Select(static each => new CollectorStatusLine(each.Section, each.Session.Metrics, each.Session.TransportMetrics)).ToArray(),
        exporter?.Meters.Select(static meter => new InterfaceStatusLine(meter.Section.Name, meter.IsOpen, meter.IsGathering, meter.Counters, meter.MaxFlows, meter.SamplingRate, meter.Lateness)).ToArray() ?? [],
        collector?.Process.Status,
        collector?.Decoding,
        startedAt)
    {
        Conntrack = exporter?.Conntrack?.Source.Metrics,
        Ebpf = exporter?.Ebpf?.Source.Metrics,
        Duplicates = collector?.Duplicates,
        Stitching = collector?.Stitching,
        Networks = collector?.Networks,
        Connections = collector?.Streams,
        Upkeep = collector?.Upkeep,
        Tees = collector?.Tees ?? [],
        Samplers = exporter?.KernelSampling ?? [],
        Directory = collector?.Directory,
        Kubernetes = exporter?.Kubernetes,
    };
}

/// <summary>One collector that is served.</summary>
internal sealed record CollectorStatusLine(CollectorSection Section, ExportingMetrics Metrics, TransportMetrics? Transport);

/// <summary>One interface that is metered.</summary>
internal sealed record InterfaceStatusLine(
    string Name, bool IsOpen, bool IsGathering, InterfaceCounters Counters, int MaxFlows, uint SamplingRate, ExpiryLateness Lateness);
