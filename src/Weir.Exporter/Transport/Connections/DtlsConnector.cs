using System.Net;
using System.Net.Sockets;
using Weir.Flows.Dtls;

namespace Weir.Exporter.Transport.Connections;

/// <summary>
/// Messages over DTLS 1.2, one in a record and one record in a datagram (RFC 7011 section 11.1, RFC 6347). Nobody acknowledges, so
/// delivery is that of UDP; the spool helps where the collector's host says that nobody listens, or the collector says it closes.
/// </summary>
internal sealed class DtlsConnector : IConnector
{
    /// <summary>
    /// Octets of the longest message: 1500 without the headers of IPv6 and UDP (48), of the record (13), and what the most wasteful
    /// cipher of DTLS 1.2 adds (16 initialization vector, 48 MAC, 16 padding).
    /// </summary>
    public const int DefaultMaxMessageLength = 1500 - 48 - 13 - 80;

    private const int Mtu = 1500 - 48;

    private readonly DtlsOptions _dtls;
    private readonly TlsOptions _options;
    private readonly TimeProvider _clock;
    private readonly DtlsContext _context;
    private DtlsResumption? _last;

    /// <summary>Reads the certificates.</summary>
    /// <exception cref="TransportException">They cannot be used.</exception>
    public DtlsConnector(DtlsOptions dtls, TlsOptions options, TimeProvider clock)
    {
        _dtls = dtls;
        _options = options;
        _clock = clock;
        try
        {
            _context = DtlsContext.ForClient(options.CaFile, options.CertificateFile, options.KeyFile);
        }
        catch (DtlsException e)
        {
            throw new TransportException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public string Name => $"ipfix+dtls://{_dtls.Collector}";

    /// <inheritdoc/>
    public int MaxMessageLength => DefaultMaxMessageLength;

    /// <inheritdoc/>
    public bool OneMessageAtOnce => true;

    /// <summary>An ICMP message comes within a round trip; one second is a long one.</summary>
    public TimeSpan ConfirmAfter { get; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        var socket = new Socket(_dtls.Collector.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        DtlsSession? session = null;
        try
        {
            socket.Connect(_dtls.Collector);
            _dtls.UsesPath?.Invoke(new((byte)ProtocolType.Udp, (IPEndPoint)socket.LocalEndPoint!, _dtls.Collector));
            session = DtlsSession.ForClient(_context, _options.Name, Mtu);
            if (_last is not null) session.Resume(_last);
            await HandshakeAsync(session, socket, cancellation);

            // A collector that could have taken the last session up and did not has forgotten it: it is not the process it was.
            bool continues = _last is not { IsResumable: true } || session.IsResumed;
            _last?.Dispose();
            _last = session.TakeResumption();
            return new DtlsConnection(session, socket, continues, _dtls.Lifetime, _clock);
        }
        catch (Exception e) when (e is SocketException or DtlsException)
        {
            session?.Dispose();
            socket.Dispose();
            throw new TransportException(e.Message, e);
        }
        catch
        {
            session?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _last?.Dispose();
        _context.Dispose();
    }

    private static async Task HandshakeAsync(DtlsSession session, Socket socket, CancellationToken cancellation)
    {
        byte[] datagram = new byte[ushort.MaxValue];
        while (true)
        {
            DtlsStep step = session.Handshake();
            session.Take(record => socket.Send(record.Span));
            if (step == DtlsStep.Done) return;
            if (step != DtlsStep.WantsDatagram) throw new TransportException(step == DtlsStep.Closed ? "the collector closed the handshake" : session.Error);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (session.Timeout is { } timeout) limit.CancelAfter(timeout + TimeSpan.FromMilliseconds(1));
            try
            {
                int length = await socket.ReceiveAsync(datagram, limit.Token);
                session.Put(datagram.AsSpan(0, length));
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                if (!session.HandleTimeout()) throw new TransportException("the collector does not answer the handshake");
            }
        }
    }
}
