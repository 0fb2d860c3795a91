using System.CommandLine;
using Weir.App.Commands;
using Weir.Capture.Ebpf;
using Weir.Exporter.Metering;
using Weir.Flows.Columns;

namespace Weir.App.Composition;

/// <summary>The options for flows that programs within the kernel count.</summary>
internal sealed class EbpfArguments
{
    private readonly Option<string[]> _interfaces = new("--ebpf")
    {
        Description = "Interface whose packets the kernel counts by itself (eBPF): no packet is copied, and records name processes and containers; repeated",
    };

    private readonly Option<bool> _dns = new("--dns-latency") { Description = "With --ebpf: measure the time between DNS queries and their answers" };
    private readonly Option<bool> _nameless = new("--no-processes") { Description = "With --ebpf: do not find out which process a flow belongs to" };

    /// <summary>Columns beyond the usual ones that such flows have.</summary>
    public static IReadOnlyList<FlowColumn> Columns(EbpfOptions options) =>
        [.. options.FindsProcesses ? FieldSelection.ProcessColumns : [FlowColumns.SocketRoundTrip], .. options.MeasuresDns ? [FlowColumns.DnsLatency] : (FlowColumn[])[]];

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_interfaces);
        command.Options.Add(_dns);
        command.Options.Add(_nameless);
    }

    /// <summary>What the user chose, beside other sources.</summary>
    public LiveSources Read(ParseResult line, LiveSources others, MeteringOptions options)
    {
        string[] interfaces = line.GetValue(_interfaces) ?? [];
        bool dns = line.GetValue(_dns), nameless = line.GetValue(_nameless);
        if (interfaces.Length == 0)
        {
            return dns || nameless ? throw new UsageException($"{(dns ? _dns.Name : _nameless.Name)}: it takes --ebpf INTERFACE") : others;
        }

        if (interfaces.Concat(others.Interfaces).GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new UsageException($"--ebpf: '{twice.Key}' twice would count its packets twice");
        var ebpf = new EbpfOptions { Interfaces = interfaces, MeasuresDns = dns, FindsProcesses = !nameless };
        return others with { Ebpf = options.ActiveTimeout is { } active ? ebpf with { ActiveTimeout = active } : ebpf };
    }
}
