using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weir.Exporter.Transport.Connections;

/// <summary>
/// Messages over UDP that are kept until nothing was heard of their loss for a while. A «session» is the time between two errors that the
/// network told (ICMP: no port, no host, no network); it begins with one message, and with the others when nobody complained of that.
/// </summary>
internal sealed class UdpConnector : IConnector
{
    // linux/in.h and linux/in6.h: without it the system does not tell a connected socket of unreachable hosts.
    private const int LevelIpv4 = 0;
    private const int LevelIpv6 = 41;
    private const int Ipv4ReceiveErrors = 11;
    private const int Ipv6ReceiveErrors = 25;

    /// <summary>The longest message where no path is known yet: every IPv6 path carries 1280 octets (RFC 8200 section 5).</summary>
    private const int UnknownPathMessageLength = 1280 - 48;

    private readonly UdpTransportOptions _options;
    private readonly TimeProvider _clock;
    private IPEndPoint? _local;

    /// <summary>Nothing is sent.</summary>
    public UdpConnector(UdpTransportOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        try
        {
            using UdpTransport path = UdpTransport.Open(options with { UsesPath = null });
            MaxMessageLength = path.MaxMessageLength;
        }
        catch (SocketException)
        {
            // No way there yet: the spool is for that.
            MaxMessageLength = Math.Min(options.MaxMessageLength, UnknownPathMessageLength);
        }
    }

    /// <inheritdoc/>
    public string Name => $"udp://{_options.Collector}";

    /// <summary>What the path carries at the start. Where it narrows later, the system fragments: a message that waits cannot be cut.</summary>
    public int MaxMessageLength { get; }

    /// <inheritdoc/>
    public bool OneMessageAtOnce => true;

    /// <summary>4 s: a neighbour that does not answer is asked three times a second apart before the system says so (arp(7)).</summary>
    public TimeSpan ConfirmAfter { get; } = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            return Task.FromResult<IConnection>(new UdpConnection(Open(), _clock));
        }
        catch (SocketException e)
        {
            return Task.FromException<IConnection>(new TransportException(e.Message, e));
        }
    }

    public void Dispose()
    {
    }

    private Socket Open()
    {
        Socket socket = UdpTransport.NewSocket(_options, neverFragment: false);
        try
        {
            bool ipv4 = socket.AddressFamily == AddressFamily.InterNetwork;
            int on = 1;
            socket.SetRawSocketOption(ipv4 ? LevelIpv4 : LevelIpv6, ipv4 ? Ipv4ReceiveErrors : Ipv6ReceiveErrors, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on)));
            Bind(socket);
            socket.Connect(_options.Collector);
            _local = (IPEndPoint)socket.LocalEndPoint!;
            _options.UsesPath?.Invoke(new((byte)ProtocolType.Udp, _local, _options.Collector));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // From the port of the last session if that is still free: collectors tell exporters apart by it.
    private void Bind(Socket socket)
    {
        IPAddress address = _options.Source?.Address ?? (socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any);
        if (_local is not null)
        {
            try
            {
                socket.Bind(new IPEndPoint(address, _local.Port));
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another port then.
            }
        }

        if (_options.Source is not null) socket.Bind(_options.Source);
    }
}
