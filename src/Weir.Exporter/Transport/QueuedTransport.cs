using Microsoft.Extensions.Logging;
using Weir.Exporter.Transport.Connections;
using Weir.Exporter.Transport.Queueing;

namespace Weir.Exporter.Transport;

/// <summary>
/// Messages over a transport with sessions: TCP, TLS, DTLS, and UDP where a spool is wanted. <see cref="Send"/> puts a message into memory and returns; one task
/// sends, connects again when a session breaks, and moves messages to the spool while the collector is away or slow. Order is
/// kept always. A message is forgotten only when the collector's host has acknowledged it; what a broken session leaves
/// unacknowledged is sent again. The decision: docs/adr/0005-spool.md.
/// <code>
/// Send ─▶ ring ─────────────▶ connection        all in memory while the collector keeps up
/// Send ─▶ ring ─▶ spool ────▶ connection        else everything passes through the spool, until it is empty and acknowledged
/// </code>
/// </summary>
public sealed class QueuedTransport : ITransport
{
    private readonly IConnector _connector;
    private readonly QueueOptions _options;
    private readonly OutgoingQueue _queue;
    private readonly QueueSender _sender;
    private readonly SemaphoreSlim _signal = new(0);
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private volatile bool _closing;

    private QueuedTransport(IConnector connector, QueueOptions options, TimeProvider clock, ILogger logger)
    {
        _connector = connector;
        _options = options;
        _queue = new OutgoingQueue(options, connector.Name, connector.MaxMessageLength, Metrics, logger);
        _sender = new QueueSender(connector, _queue, options, Metrics, clock, logger, _signal, _stop.Token);
    }

    /// <inheritdoc/>
    public int MaxMessageLength => _connector.MaxMessageLength;

    /// <inheritdoc/>
    public int Generation => _sender.Generation;

    /// <inheritdoc/>
    public bool RemembersTemplates => !_connector.OneMessageAtOnce;

    /// <inheritdoc/>
    public TransportMetrics Metrics { get; } = new();

    /// <summary>Octets in memory that the collector's host has not acknowledged. For tests.</summary>
    internal long Unacknowledged => _queue.InMemory;

    /// <summary>Messages over TCP. Connecting is the sender's work and its failure no error here.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    public static QueuedTransport OverTcp(TcpOptions tcp, QueueOptions options, TimeProvider clock, ILogger logger) =>
        Open(new TcpConnector(tcp), options, clock, logger);

    /// <summary>Messages over TLS 1.2 or 1.3.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    /// <exception cref="TransportException">The certificates cannot be used.</exception>
    public static QueuedTransport OverTls(TcpOptions tcp, TlsOptions tls, QueueOptions options, TimeProvider clock, ILogger logger) =>
        Open(new TlsConnector(tcp, tls, clock), options, clock, logger);

    /// <summary>Messages over DTLS 1.2.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    /// <exception cref="TransportException">The certificates cannot be used, or there is no OpenSSL.</exception>
    public static QueuedTransport OverDtls(DtlsOptions dtls, TlsOptions tls, QueueOptions options, TimeProvider clock, ILogger logger) =>
        Open(new DtlsConnector(dtls, tls, clock), options, clock, logger);

    /// <summary>Messages over UDP that wait while the network says that the collector is not there.</summary>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    public static QueuedTransport OverUdp(UdpTransportOptions udp, QueueOptions options, TimeProvider clock, ILogger logger) =>
        Open(new UdpConnector(udp, clock), options, clock, logger);

    /// <summary>Opens the spool and starts the sender; connecting is the sender's work and its failure no error here.</summary>
    /// <param name="connector">Where to; disposed of with the transport.</param>
    /// <param name="options">How messages are kept.</param>
    /// <param name="clock">Tells the time to the back-off.</param>
    /// <param name="logger">Is told of connections made and lost.</param>
    /// <exception cref="IOException">The spool cannot be used.</exception>
    internal static QueuedTransport Open(IConnector connector, QueueOptions options, TimeProvider clock, ILogger logger)
    {
        QueuedTransport transport;
        try
        {
            transport = new QueuedTransport(connector, options, clock, logger);
        }
        catch
        {
            connector.Dispose();
            throw;
        }

        transport._sending = Task.Run(transport._sender.RunAsync);
        return transport;
    }

    /// <inheritdoc/>
    public SendResult Send(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageLength) return SendResult.TooLong;
        if (_closing) return SendResult.Failed;
        if (!_queue.TryAppend(message, out bool wake))
        {
            Metrics.Overflowed++;
            return SendResult.BufferFull;
        }

        if (wake) _signal.Release();
        return SendResult.Sent;
    }

    /// <inheritdoc/>
    public bool WaitForRoom(TimeSpan patience) => _queue.WaitForRoom(patience);

    /// <summary>
    /// Sends what is left, within <see cref="QueueOptions.DrainTimeout"/>; what the collector does not take stays in the spool, or is lost
    /// and counted where there is none. Without a spool the time begins anew with each piece that the collector takes.
    /// </summary>
    public void Dispose()
    {
        if (_closing) return;
        _closing = true;
        _sender.Close();
        _signal.Release();
        long before;
        do
        {
            before = Metrics.Delivered;
        }
        while (!WaitForSender(_options.DrainTimeout) && !_queue.HasSpool && Metrics.Delivered != before);
        _stop.Cancel();
        WaitForSender(Timeout.InfiniteTimeSpan);
        _queue.Dispose();
        _stop.Dispose();
        _signal.Dispose();
        _connector.Dispose();
    }

#pragma warning disable VSTHRD002 // The sender runs on the pool and needs nothing of the waiting thread.
    private bool WaitForSender(TimeSpan limit) => _sending.Wait(limit);
#pragma warning restore VSTHRD002
}
