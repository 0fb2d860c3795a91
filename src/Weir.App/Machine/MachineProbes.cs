using Weir.App.Output;

namespace Weir.App.Machine;

/// <summary>All sources there are; a new one is a probe of its own and a line here.</summary>
internal static class MachineProbes
{
    public static IReadOnlyList<IMachineProbe> All { get; } =
    [
        new CaptureFileProbe(),
        new AfPacketProbe(),
        new NfLogProbe(),
        new ConntrackProbe(),
        new PSampleProbe(),
        new EbpfProbe(),
        new KubernetesProbe(),
        new NdpiProbe(),
    ];

    /// <summary>Tries all of them.</summary>
    public static Report Look() => new(
        [new("source", ValueKind.Text), new("works", ValueKind.Text), new("detail", ValueKind.Text)],
        All.Select(static probe => (probe.Source, Finding: probe.Look()))
            .Select(static each => new object?[] { each.Source, each.Finding.Works ? "yes" : "no", each.Finding.Detail }).ToArray())
    { LastIsProse = true };
}
