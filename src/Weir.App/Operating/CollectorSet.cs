using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Counters;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>
/// The collectors that flow records go to. Metering threads write to it in turn, a lock for a batch; a new configuration
/// replaces those collectors that changed and leaves the others, their sequences and their templates, as they are.
/// </summary>
internal sealed class CollectorSet(ILogger logger, ReportSources reports, CancellationToken stop) : IFlowSink, IDisposable
{
    private readonly Lock _gate = new();
    private ExportedCollector[] _collectors = [];
    private CollectorSection[] _unreachable = [];

    /// <summary>Those that are served, in the order of configuration.</summary>
    public IReadOnlyList<ExportedCollector> Collectors => Volatile.Read(ref _collectors);

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        lock (_gate)
        {
            foreach (ExportedCollector collector in _collectors) collector.Process.Write(batch);
        }
    }

    /// <summary>Serves these from now on.</summary>
    public void Replace(IReadOnlyList<CollectorSection> sections)
    {
        lock (_gate)
        {
            var unreachable = new List<CollectorSection>();
            var next = new List<ExportedCollector>();
            foreach (CollectorSection section in sections)
            {
                if (Array.Find(_collectors, collector => collector.Section == section) is { } same) next.Add(same);
                else Begin(section, next, unreachable);
            }

            foreach (ExportedCollector gone in _collectors.Except(next)) gone.Process.Dispose();
            _unreachable = [.. unreachable];
            Volatile.Write(ref _collectors, [.. next]);
        }
    }

    /// <summary>Tries those again that there was no way to.</summary>
    public void Retry()
    {
        lock (_gate)
        {
            if (_unreachable.Length == 0) return;
            var unreachable = new List<CollectorSection>();
            List<ExportedCollector> next = [.. _collectors];
            foreach (CollectorSection section in _unreachable) Open(section, next, unreachable, isFirst: false);
            _unreachable = [.. unreachable];
            Volatile.Write(ref _collectors, [.. next]);
        }
    }

    /// <summary>Sends counters and whatever else became due with time.</summary>
    public void TakeTurn(CounterPoller poller)
    {
        lock (_gate) poller.TakeTurn([.. _collectors.Select(collector => collector.Session)]);
    }

    /// <summary>Sends the templates again with the next messages.</summary>
    public void RepeatTemplates()
    {
        lock (_gate)
        {
            foreach (ExportedCollector collector in _collectors) collector.Session.Refresh();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (ExportedCollector collector in _collectors) collector.Process.Dispose();
        }
    }

    private void Begin(CollectorSection section, List<ExportedCollector> into, List<CollectorSection> unreachable)
    {
        foreach (string what in ExportSectionFactory.WithoutEffect(section)) logger.LogMissing(section.Name, what);
        Open(section, into, unreachable, isFirst: true);
    }

    private void Open(CollectorSection section, List<ExportedCollector> into, List<CollectorSection> unreachable, bool isFirst)
    {
        try
        {
            into.Add(ExportedCollector.Open(section, reports, stop));
            logger.LogExporting(section.Name, section.Protocol, section.EndPoint);
        }
        catch (Exception failure) when (failure is SocketException or TransportException or IOException or UnauthorizedAccessException)
        {
            unreachable.Add(section);
            if (isFirst) logger.LogUnreachable(section.Name, section.EndPoint, failure.Message);
        }
    }
}
