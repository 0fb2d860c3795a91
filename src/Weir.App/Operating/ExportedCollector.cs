using Microsoft.Extensions.Logging;
using Weir.App.Composition;
using Weir.App.Configuration.Options;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Transport;

namespace Weir.App.Operating;

/// <summary>
/// One configured collector. Its queue is there from the beginning, so that records wait in it while a collector that it replaces is
/// closed and its own session is opened.
/// </summary>
internal sealed class ExportedCollector(CollectorSection section, OwnPaths paths) : IDisposable
{
    private readonly OwnPaths.Collector _path = paths.Add();
    private CollectorFeed? _feed;

    /// <summary>As it is configured.</summary>
    public CollectorSection Section => section;

    /// <summary>Where records for it wait.</summary>
    public FlowQueue Queue { get; } = new(FlowQueueOptions.Live);

    /// <summary>What it is sent by; only after <see cref="Open"/>.</summary>
    public CollectorSession Session => _feed!.Session;

    /// <summary>Whether it is served.</summary>
    public bool IsOpen => _feed is not null;

    /// <summary>Opens the session and begins to send.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There is no way to the collector now.</exception>
    /// <exception cref="Exporter.Transport.Connections.TransportException">A certificate, key or directory cannot be used.</exception>
    public void Open(ReportSources reports, ILogger logger, CancellationToken stop)
    {
        var options = new ExportingOptions { Pace = new PaceOptions(section.Pace) };
        _feed = new CollectorFeed(ExportSectionFactory.CreateSession(section, reports, _path.Use), Queue, options, TimeProvider.System, logger, wait: null, stop);
        _feed.Start();
    }

    /// <summary>Nothing more comes; <see cref="Dispose"/> waits until the rest is sent.</summary>
    /// <param name="lastWord">Sent behind it.</param>
    public void End(Action<CollectorSession>? lastWord = null)
    {
        if (_feed is null) return;
        _feed.LastWord = lastWord;
        _feed.End();
    }

    public void Dispose()
    {
        _feed?.Dispose();
        _path.Dispose();
    }
}
