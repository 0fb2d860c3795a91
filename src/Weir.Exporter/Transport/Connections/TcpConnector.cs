using System.Net;
using System.Net.Sockets;
using Weir.Exporter.Transport.Interop;

namespace Weir.Exporter.Transport.Connections;

/// <summary>Messages over TCP, one after another (RFC 7011 section 10.4).</summary>
internal sealed class TcpConnector(TcpOptions options) : IConnector
{
    private const int KeepAliveProbes = 3;

    /// <inheritdoc/>
    public string Name => $"ipfix+tcp://{options.Collector}";

    /// <inheritdoc/>
    public int MaxMessageLength => options.MaxMessageLength;

    /// <inheritdoc/>
    public bool OneMessageAtOnce => false;

    /// <inheritdoc/>
    public TimeSpan ConfirmAfter => TimeSpan.Zero;

    /// <inheritdoc/>
    public async Task<IConnection> ConnectAsync(CancellationToken cancellation)
    {
        Socket socket = await OpenAsync(options, cancellation);
        var stream = new CountedStream(socket);
        return new StreamConnection(socket, stream, stream);
    }

    public void Dispose()
    {
    }

    private static IPAddress AnyOf(Socket socket) => socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;

    private static void TellPath(Socket socket, TcpOptions options) =>
        options.UsesPath?.Invoke(new((byte)ProtocolType.Tcp, (IPEndPoint)socket.LocalEndPoint!, options.Collector));

    /// <summary>A connected socket that notices when the other host is gone.</summary>
    /// <exception cref="TransportException">It does not connect.</exception>
    internal static async Task<Socket> OpenAsync(TcpOptions options, CancellationToken cancellation)
    {
        var socket = new Socket(options.Collector.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            int seconds = Math.Max(1, (int)options.SilenceTimeout.TotalSeconds);

            // What is written is already whole messages; holding back the last of them would only delay it.
            socket.NoDelay = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, Math.Max(1, seconds / 2));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / (2 * KeepAliveProbes)));
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            SocketIo.SetUserTimeout(socket, options.SilenceTimeout);
            if (options.Source is not null || options.UsesPath is not null) socket.Bind(new IPEndPoint(options.Source ?? AnyOf(socket), 0));
            TellPath(socket, options);
            await socket.ConnectAsync(options.Collector, cancellation);
            TellPath(socket, options);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new TransportException(e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
