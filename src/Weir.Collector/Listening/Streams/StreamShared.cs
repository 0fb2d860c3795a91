using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Weir.Collector.Diagnostics;

namespace Weir.Collector.Listening.Streams;

/// <summary>What all connections of a listener share.</summary>
internal sealed class StreamShared(StreamListenerOptions options, ListenerMetrics metrics, StreamMetrics streams, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly LogInterval _complaint = new(time, TimeSpan.FromSeconds(1));

    public StreamListenerOptions Options { get; } = options;

    public ListenerMetrics Metrics { get; } = metrics;

    public StreamMetrics Streams { get; } = streams;

    public TimeProvider Time { get; } = time;

    public ILogger Logger { get; } = logger;

    /// <summary>Connections with messages for the journal. Each is in it once at most, so it has an end.</summary>
    public BlockingCollection<StreamConnection> Ready { get; } = [];

    /// <summary>Whether a line about a peer may be logged: a hostile one must not fill the log. The counters have every case.</summary>
    public bool MayComplain()
    {
        lock (_gate) return _complaint.IsDue();
    }
}
