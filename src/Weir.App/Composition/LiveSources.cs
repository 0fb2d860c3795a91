using Weir.Capture.Conntrack;
using Weir.Capture.Ebpf;
using Weir.Flows.Columns;

namespace Weir.App.Composition;

/// <summary>What is metered until told to stop.</summary>
/// <param name="Interfaces">Names of interfaces.</param>
/// <param name="Workers">Threads for each of them.</param>
internal sealed record LiveSources(string[] Interfaces, int Workers)
{
    public const string ConntrackName = "conntrack";

    /// <summary>Log groups of the firewall.</summary>
    public ushort[] LogGroups { get; init; } = [];

    /// <summary>How to report tracked connections; <see langword="null"/>: not.</summary>
    public ConntrackOptions? Conntrack { get; init; }

    /// <summary>What the kernel counts by itself; <see langword="null"/>: nothing.</summary>
    public EbpfOptions? Ebpf { get; init; }

    /// <summary>Whether there is anything that no filter of packets applies to.</summary>
    public bool HasUnfiltered => HasFirewall || Ebpf is not null;

    public bool IsEmpty => Interfaces.Length == 0 && !HasUnfiltered;

    private bool HasFirewall => LogGroups.Length > 0 || Conntrack is not null;

    /// <summary>Columns beyond the usual ones that these have.</summary>
    public IEnumerable<FlowColumn> Columns =>
    [
        .. HasFirewall ? [FlowColumns.PacketMark] : (FlowColumn[])[],
        .. LogGroups.Length > 0 ? [FlowColumns.LogPrefix] : (FlowColumn[])[],
        .. Conntrack is { TranslationEvents: true }
            ? [FlowColumns.PostNatSrcAddr, FlowColumns.PostNatDstAddr, FlowColumns.PostNatSrcPort, FlowColumns.PostNatDstPort, FlowColumns.NatEvent]
            : (FlowColumn[])[],
        .. Ebpf is { } ebpf ? EbpfArguments.Columns(ebpf) : [],
    ];

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ", ", Interfaces.Concat(LogGroups.Select(static group => $"nflog {group}")).Concat(Conntrack is null ? [] : [ConntrackName])
            .Concat(Ebpf is null ? [] : Ebpf.Interfaces.Select(static name => $"ebpf {name}")));
}
