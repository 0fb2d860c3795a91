using System.Net;
using System.Net.Security;
using System.Net.Sockets;

#pragma warning disable VSTHRD003 // No synchronization context to deadlock on.

namespace Weir.Exporter.Tests.Transport;

/// <summary>
/// A collector for streams: takes connections one after another and keeps their messages. It can go, and come back on the same port.
/// </summary>
internal sealed class LoopbackCollector : IDisposable
{
    private readonly Func<Stream, Task<Stream>> _wrap;
    private readonly Lock _gate = new();
    private readonly List<List<byte[]>> _sessions = [];
    private Socket? _listener;
    private Socket? _connection;
    private Task _run = Task.CompletedTask;
    private readonly TaskCompletionSource _reads = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A collector that listens.</summary>
    /// <param name="tls">Makes TLS of a connection; <see langword="null"/>: plain TCP.</param>
    /// <param name="reads">Whether it reads at all.</param>
    public LoopbackCollector(SslServerAuthenticationOptions? tls = null, bool reads = true)
    {
        if (reads) Read();
        _wrap = async stream =>
        {
            if (tls is null) return stream;
            var secured = new SslStream(stream);
            await secured.AuthenticateAsServerAsync(tls, TestContext.Current.CancellationToken);
            return secured;
        };
        EndPoint = new IPEndPoint(IPAddress.Loopback, 0);
        Start();
    }

    public IPEndPoint EndPoint { get; private set; }

    /// <summary>Octets that its host has received and it has not read.</summary>
    public int Unread => _connection?.Available ?? 0;

    /// <summary>What failed, of handshakes and connections.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Messages of each session so far.</summary>
    public List<List<byte[]>> Sessions
    {
        get
        {
            lock (_gate) return [.. _sessions.Select(session => session.ToList())];
        }
    }

    /// <summary>Sequence numbers of all messages with data, in the order of arrival.</summary>
    public List<uint> Numbers => [.. Sessions.SelectMany(session => session).Where(message => NumberedMessage.HasData(message)).Select(message => NumberedMessage.Header(message).SequenceNumber)];

    /// <summary>Listens, on the port it had.</summary>
    public void Start()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(EndPoint);
        _listener.Listen();
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Socket listener = _listener;
        _run = Task.Run(() => AcceptAsync(listener));
    }

    /// <summary>Ends as a program does that ends in order: closes its side, reads what comes, and listens no more.</summary>
    public async Task GoAsync()
    {
        _listener!.Dispose();
        Socket? connection = _connection;
        try
        {
            connection?.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // It was gone already.
        }

        await _run;
    }

    /// <summary>Ends at once: the connection is reset.</summary>
    public async Task ResetAsync()
    {
        _listener!.Dispose();
        Socket? connection = _connection;
        if (connection is not null)
        {
            connection.LingerState = new LingerOption(true, 0);
            connection.Dispose();
        }

        _cut.TrySetResult();
        await _run;
    }

    /// <summary>Begins to read, where it did not.</summary>
    public void Read() => _reads.TrySetResult();

    /// <summary>Waits until something holds of what came.</summary>
    public async Task UntilAsync(Func<LoopbackCollector, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition(this))
        {
            Assert.False(limit.IsCancellationRequested, $"in vain: {string.Join(", ", Sessions.Select(session => session.Count))} messages; {string.Join("; ", Errors)}");
            await Task.Delay(2, TestContext.Current.CancellationToken); // between looks at whatever is asked
        }
    }

    public void Dispose()
    {
        _listener?.Dispose();
        _connection?.Dispose();
        _cut.TrySetResult();
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                _connection = await listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                await ReceiveAsync(_connection);
            }
            catch (Exception e)
            {
                lock (_gate) Errors.Add(e.Message);
            }
            finally
            {
                _connection.Dispose();
                _connection = null;
            }
        }
    }

    private async Task ReceiveAsync(Socket connection)
    {
        await using Stream stream = await _wrap(new NetworkStream(connection));
        var session = new List<byte[]>();
        lock (_gate) _sessions.Add(session);
        byte[] buffer = new byte[1 << 20];
        int held = 0;
        await Task.WhenAny(_reads.Task, _cut.Task);
        while (await stream.ReadAsync(buffer.AsMemory(held)) is > 0 and var read)
        {
            held += read;
            int at = 0;
            while (NumberedMessage.First(buffer.AsSpan(at, held - at)) is { IsEmpty: false } message)
            {
                lock (_gate) session.Add(message.ToArray());
                at += message.Length;
            }

            buffer.AsSpan(at, held - at).CopyTo(buffer);
            held -= at;
        }
    }
}
