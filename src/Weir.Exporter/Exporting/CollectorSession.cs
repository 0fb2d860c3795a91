using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Exporting;

/// <summary>
/// One exporting session with one collector: its own protocol, templates, sequence, message buffer and counters. A message that
/// cannot be sent is counted and its records still count in the sequence, so that the collector sees the loss.
/// </summary>
/// <remarks>Flow records, counters and options may come from different threads: a lock taken once a call, not once a record, keeps them apart.</remarks>
public sealed class CollectorSession : IPacketSampleSink, IDisposable
{
    private static readonly TimeSpan DropWarningInterval = TimeSpan.FromSeconds(60);

    private readonly Lock _oneAtATime = new();
    private readonly ITransport _transport;
    private readonly IProtocolExport _protocol;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private int _generation;
    private long? _saidDropped;
    private bool _closed;

    // For a collector that would not be told of the other direction of a biflow in the same record.
    private readonly bool _splitsBiflows;
    private BiflowReversal? _reversal;

    /// <summary>A session that has sent nothing. Disposing of it disposes of the transport.</summary>
    /// <param name="options">How the collector is served.</param>
    /// <param name="transport">Carries the messages.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="reports">What options records tell about; without it there are none.</param>
    /// <param name="log">Takes what a person should know.</param>
    public CollectorSession(CollectorOptions options, ITransport transport, TimeProvider clock, ReportSources? reports = null, ILogger? log = null)
    {
        Options = options;
        _transport = transport;
        _clock = clock;
        _log = log ?? NullLogger.Instance;
        _generation = transport.Generation;
        var outlet = new MessageOutlet(options.Name, transport, clock, _log);
        _protocol = ProtocolExports.Create(options, outlet, reports ?? ReportSources.None);
        _splitsBiflows = !TellsBiflows(options);
        Metrics = outlet.Metrics;
        ArgumentOutOfRangeException.ThrowIfLessThan(transport.MaxMessageLength, _protocol.ShortestMessage, nameof(transport));
    }

    public CollectorOptions Options { get; }

    public string Name => Options.Name;

    public ExportingMetrics Metrics { get; }

    /// <summary>What the transport did with messages it keeps; <see langword="null"/> where it keeps none.</summary>
    public TransportMetrics? TransportMetrics => _transport.Metrics;

    /// <summary>Whether its protocol has a form for flow records.</summary>
    public bool TakesFlows => Options.Protocol != ExportProtocol.SFlow;

    /// <summary>
    /// Messages that the collector will not get, as far as is known: not sent, refused, or given up after they were taken. Final only when
    /// the session is closed. What stays in a spool is not lost.
    /// </summary>
    public long LostMessages => Metrics.Errors + (_transport.Metrics?.Dropped ?? 0);

    /// <summary>
    /// Sends records, in as few messages as hold them. A biflow goes out as one record where the collector's columns tell of both directions,
    /// otherwise as two.
    /// </summary>
    /// <param name="batch">Where they are.</param>
    /// <param name="start">First row.</param>
    /// <param name="count">Rows.</param>
    public void Write(FlowBatch batch, int start, int count)
    {
        if (count == 0) return;
        lock (_oneAtATime)
        {
            if (_closed) return;
            LookAtTransport();
            _protocol.WriteFlows(batch, start, count);
            if (_splitsBiflows && BiflowReversal.Concerns(batch) && (_reversal ??= new()).Reverse(batch, start, count) is { } reversed) _protocol.WriteFlows(reversed, 0, reversed.Count);
            _protocol.SendDue();
        }
    }

    /// <summary>Waits until the transport has room; see <see cref="ITransport.WaitForRoom"/>. Holds no lock.</summary>
    public void WaitForRoom(TimeSpan patience) => _transport.WaitForRoom(patience);

    /// <summary>Counts records that got into no message. Where the sequence counts records it goes on, so that the collector sees the loss.</summary>
    public void CountLost(FlowLoss loss)
    {
        lock (_oneAtATime)
        {
            Metrics.OnLost(loss, Options.Protocol is ExportProtocol.Ipfix or ExportProtocol.NetFlow5 ? loss.Records : 0, _clock.GetUtcNow());
            if (_saidDropped is { } said && _clock.GetElapsedTime(said) < DropWarningInterval) return;
            _saidDropped = _clock.GetTimestamp();
        }

        ExportingLog.Dropped(_log, Name, loss.Records, Metrics.QueueDropped);
    }

    /// <summary>Sends the counters of interfaces, where the protocol can tell them.</summary>
    public void Write(ReadOnlySpan<NetworkInterface> interfaces)
    {
        lock (_oneAtATime)
        {
            if (!_closed) _protocol.WriteInterfaces(interfaces);
        }
    }

    /// <summary>Sends a sampled packet, where the protocol carries packets; it may wait for others, but no longer than until the next <see cref="SendDue"/>.</summary>
    public void Write(in SampledPacket sample)
    {
        if (_protocol is not IPacketSampleSink sink) return;
        lock (_oneAtATime)
        {
            if (!_closed) sink.Write(in sample);
        }
    }

    /// <summary>Sends what became due with time. Called several times a second.</summary>
    public void SendDue()
    {
        lock (_oneAtATime)
        {
            if (_closed) return;
            LookAtTransport();
            _protocol.SendDue();
        }
    }

    /// <summary>Tells at which rate packets are sampled now, before any record of that rate.</summary>
    public void TellSamplers()
    {
        lock (_oneAtATime)
        {
            if (!_closed) _protocol.SendOptions(samplersOnly: true);
        }
    }

    /// <summary>Tells all there is to tell of exporter, meters, samplers and interfaces: the last word of a session.</summary>
    public void TellAll()
    {
        lock (_oneAtATime)
        {
            if (_closed) return;
            _protocol.SendDue();
            _protocol.SendOptions(samplersOnly: false);
        }
    }

    /// <summary>Makes templates and options due at once.</summary>
    public void Refresh()
    {
        lock (_oneAtATime) _protocol.Refresh();
    }

    // NetFlow has no elements of enterprises, so no reverse ones either; and without these two, records would not add up.
    private static bool TellsBiflows(CollectorOptions options) =>
        options.Protocol == ExportProtocol.Ipfix && options.Columns.Contains(FlowColumns.ReverseBytes) && options.Columns.Contains(FlowColumns.ReversePackets);

    /// <summary>Sends samples that wait for others and closes the transport. Others may still call; nothing comes of it.</summary>
    public void Dispose()
    {
        lock (_oneAtATime)
        {
            if (_closed) return;
            _protocol.SendDue();
            _closed = true;
        }

        _transport.Dispose();
    }

    // A new session of a transport that does not repeat templates by itself: the collector may know none.
    private void LookAtTransport()
    {
        int generation = _transport.Generation;
        if (generation == _generation) return;
        _generation = generation;
        if (!_transport.RemembersTemplates) _protocol.Refresh();
    }
}
