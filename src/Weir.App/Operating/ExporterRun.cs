using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Metering;

namespace Weir.App.Operating;

/// <summary>The section <c>flow-export</c> while it runs: a meter for each interface, and the collectors they share.</summary>
internal sealed class ExporterRun(ILogger logger, Action<Exception> onFailure, CancellationToken stop) : IDisposable
{
    private InterfaceMeter[] _meters = [];

    public CollectorSet Collectors { get; } = new(logger, stop);

    public IReadOnlyList<InterfaceMeter> Meters => Volatile.Read(ref _meters);

    /// <summary>
    /// Puts options in force. First meterings that end or change give their flows to the collectors there were, then the collectors
    /// change, then new meterings begin; what did not change goes on undisturbed.
    /// </summary>
    public void Apply(FlowExportOptions options)
    {
        SayWhatDoesNotRun(options);
        IReadOnlyList<MeteredInterface> interfaces = options.Metering?.Interfaces ?? [];
        foreach (InterfaceMeter gone in _meters.Where(meter => !interfaces.Contains(meter.Section))) gone.Dispose();
        List<InterfaceMeter> kept = [.. _meters.Where(meter => interfaces.Contains(meter.Section))];
        foreach (InterfaceMeter meter in kept) meter.Restart(options.Metering!.Options);

        Collectors.Replace(options.Collectors);
        DatagramDestination[] own = [.. options.Collectors.Select(ExportSectionFactory.Destination)];
        foreach (InterfaceMeter meter in kept) meter.LeaveOut(own);
        var next = new List<InterfaceMeter>();
        foreach (MeteredInterface section in interfaces)
        {
            if (kept.Find(meter => meter.Section == section) is { } same)
            {
                next.Add(same);
                continue;
            }

            var meter = new InterfaceMeter(section, options.Metering!.Options, Collectors, own, logger, onFailure);
            meter.Start();
            next.Add(meter);
        }

        Volatile.Write(ref _meters, [.. next]);
    }

    /// <summary>Ends all flows with their records to the collectors.</summary>
    public void Dispose()
    {
        foreach (InterfaceMeter meter in _meters) meter.Dispose();
        Collectors.Dispose();
    }

    private void SayWhatDoesNotRun(FlowExportOptions options)
    {
        if (options.Sampling.Count > 0) logger.LogNotRunning("flow-export sampling");
        if (options.Conntrack is { Enabled: true }) logger.LogNotRunning("flow-export conntrack");
        if (options.Enrichment is { Bgp: true }) logger.LogNotRunning("flow-export enrichment bgp");
        if (options.Metering is { Interfaces.Count: > 0 } && options.Collectors.Count == 0) logger.LogNobodyToTell();
    }
}
