using Weir.App.Composition;
using Weir.Capture.Ebpf;
using Weir.Flows.Columns;

namespace Weir.App.Configuration.Options;

/// <summary>Flows that programs within the kernel count: the section <c>ebpf</c>.</summary>
/// <param name="Interfaces">Names with spaces between, so that sections compare by what they say.</param>
/// <param name="ActiveTimeout">Time between reports.</param>
/// <param name="MaxFlows">Flows between two reports.</param>
/// <param name="FindsProcesses">Whether records name processes.</param>
/// <param name="MeasuresDns">Whether the latency of DNS is measured.</param>
internal sealed record EbpfSection(string Interfaces, TimeSpan ActiveTimeout, int MaxFlows, bool FindsProcesses, bool MeasuresDns)
{
    public EbpfOptions Options => new()
    {
        Interfaces = Interfaces.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ActiveTimeout = ActiveTimeout,
        MaxFlows = MaxFlows,
        FindsProcesses = FindsProcesses,
        MeasuresDns = MeasuresDns,
    };

    /// <summary>What collectors are told of these flows beside the usual.</summary>
    public IReadOnlyList<FlowColumn> Columns => EbpfArguments.Columns(Options);

    public static EbpfSection Read(SectionReader section) => new(
        string.Join(' ', section.Named("interface", static each => each.Name)),
        section.Seconds("active-timeout"),
        (int)section.Integer("max-flows"),
        section.Flag("processes"),
        section.Flag("dns-latency"));
}
