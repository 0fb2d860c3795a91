using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Counters;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;

namespace Weir.App.Operating;

/// <summary>
/// The collectors that flow records go to, each with a queue and a thread of its own. Metering threads only copy records into the
/// queues. A new configuration replaces those collectors that changed and leaves the others, their sequences and their templates, as they are.
/// </summary>
internal sealed class CollectorSet(ILogger logger, ReportSources reports, CancellationToken stop) : IFlowSink, IDisposable
{
    // Changes, which may wait for collectors; and writing, which waits for nobody.
    private readonly Lock _changing = new();
    private readonly Lock _writing = new();
    private FlowDistributor _distributor = new([], Distribution.Replicate);
    private ExportedCollector[] _collectors = [];
    private CollectorSection[] _unreachable = [];
    private Distribution _distribution;

    /// <summary>Those that are served, in the order of configuration.</summary>
    public IReadOnlyList<ExportedCollector> Collectors => Volatile.Read(ref _collectors);

    /// <summary>The paths to all of them, which metering leaves out.</summary>
    public OwnPaths Paths { get; } = new();

    /// <summary>What each is sent last.</summary>
    public Action<CollectorSession>? LastWord { get; set; }

    /// <summary>Tells all at which rate packets are sampled now: behind the records written so far.</summary>
    public void TellSamplers()
    {
        foreach (ExportedCollector collector in Collectors) collector.Queue.Mark();
    }

    /// <inheritdoc/>
    public void Write(FlowBatch batch)
    {
        lock (_writing) _distributor.Write(batch);
    }

    /// <summary>Serves these from now on.</summary>
    public void Replace(IReadOnlyList<CollectorSection> sections, Distribution distribution = Distribution.Replicate)
    {
        lock (_changing)
        {
            _distribution = distribution;
            ExportedCollector[] before = _collectors;
            ExportedCollector[] next = [.. sections.Select(section => Array.Find(before, collector => collector.Section == section) ?? new ExportedCollector(section, Paths))];

            // From here on records go to the new ones, where they wait: those that go may hold a spool that one of these needs.
            Feed(next);
            ExportedCollector[] gone = [.. before.Except(next)];
            Volatile.Write(ref _collectors, [.. next.Where(static collector => collector.IsOpen)]);
            foreach (ExportedCollector collector in gone) collector.End();
            foreach (ExportedCollector collector in gone) collector.Dispose();
            Open(next, isFirst: true);
        }
    }

    /// <summary>Tries those again that there was no way to.</summary>
    public void Retry()
    {
        lock (_changing)
        {
            if (_unreachable.Length == 0) return;
            Open([.. _collectors, .. _unreachable.Select(section => new ExportedCollector(section, Paths))], isFirst: false);
        }
    }

    /// <summary>Sends counters and whatever else became due with time.</summary>
    public void TakeTurn(CounterPoller poller) => poller.TakeTurn([.. Collectors.Select(static collector => collector.Session)]);

    /// <summary>Sends the templates again with the next messages.</summary>
    public void RepeatTemplates()
    {
        foreach (ExportedCollector collector in Collectors) collector.Session.Refresh();
    }

    public void Dispose()
    {
        lock (_changing)
        {
            foreach (ExportedCollector collector in _collectors) collector.End(LastWord);
            foreach (ExportedCollector collector in _collectors) collector.Dispose();
        }
    }

    private void Open(ExportedCollector[] wanted, bool isFirst)
    {
        var unreachable = new List<CollectorSection>();
        foreach (ExportedCollector collector in wanted)
        {
            if (collector.IsOpen || TryOpen(collector, isFirst)) continue;
            collector.Dispose();
            unreachable.Add(collector.Section);
        }

        _unreachable = [.. unreachable];
        ExportedCollector[] served = [.. wanted.Where(static collector => collector.IsOpen)];
        Feed(served);
        Volatile.Write(ref _collectors, served);
    }

    private void Feed(ExportedCollector[] collectors)
    {
        var next = new FlowDistributor(
            collectors.Where(static collector => collector.Section.Protocol != ExportSectionFactory.SFlow).Select(static collector => (collector.Section.Name, collector.Queue)), _distribution);
        lock (_writing) _distributor = next;
    }

    private bool TryOpen(ExportedCollector collector, bool isFirst)
    {
        CollectorSection section = collector.Section;
        try
        {
            collector.Open(reports, logger, stop);
            logger.LogExporting(section.Name, section.Protocol, section.EndPoint);
            return true;
        }
        catch (Exception failure) when (failure is SocketException or TransportException or IOException or UnauthorizedAccessException)
        {
            if (isFirst) logger.LogUnreachable(section.Name, section.EndPoint, failure.Message);
            return false;
        }
    }
}
