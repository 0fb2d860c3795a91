using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Testing;
using Weir.Testing.Networks;

namespace Weir.Exporter.Tests.Transport;

/// <summary>A UDP collector whose host says that it is not there.</summary>
public sealed class UdpSpoolTests
{
    [Fact]
    public async Task What_was_sent_while_the_port_was_closed_arrives_in_order_when_it_opens()
    {
        using var directory = new TemporaryDirectory();
        IPEndPoint endPoint;
        using (var first = new Receiver(new IPEndPoint(IPAddress.Loopback, 0))) endPoint = first.EndPoint;
        using QueuedTransport transport = Open(endPoint, directory["spool"]);
        QueuedTransportTests.SendAll(transport, 0, 500);
        await QueuedTransportTests.UntilAsync(() => transport.Metrics is { Breaks: > 1, SpoolDepth: 500 });
        Assert.Contains("refused", transport.Metrics.LastError, StringComparison.OrdinalIgnoreCase);
        using var back = new Receiver(endPoint);
        QueuedTransportTests.SendAll(transport, 500, 600);
        await QueuedTransportTests.UntilAsync(() => back.Numbers.Contains(599));
        Assert.Equal(QueuedTransportTests.Range(0, 600), back.Numbers);
        await QueuedTransportTests.UntilAsync(() => transport.Metrics.SpoolDepth == 0);
        Assert.Equal((0, 0), (transport.Metrics.Dropped, transport.Metrics.Overflowed));
    }

    [Fact]
    public async Task A_collector_that_goes_and_comes_back_gets_from_one_port_what_nobody_took()
    {
        using var directory = new TemporaryDirectory();
        using var first = new Receiver(new IPEndPoint(IPAddress.Loopback, 0));
        using QueuedTransport transport = Open(first.EndPoint, directory["spool"]);
        QueuedTransportTests.SendAll(transport, 0, 50);
        await QueuedTransportTests.UntilAsync(() => first.Numbers.Count == 50);
        int generation = transport.Generation;
        first.Dispose();
        await UntilClosedAsync(first.EndPoint);
        QueuedTransportTests.SendAll(transport, 50, 100);
        await QueuedTransportTests.UntilAsync(() => transport.Metrics.Breaks > 0 && transport.Metrics.SpoolDepth >= 50);
        Assert.True(transport.Generation > generation, "what is encoded from now on has to bring its templates");
        using var second = new Receiver(first.EndPoint);
        await QueuedTransportTests.UntilAsync(() => second.Numbers.Contains(99));
        Assert.Equal(QueuedTransportTests.Range(50, 100), second.Numbers.Distinct().Where(static number => number >= 50));
        Assert.Equal(first.Port, second.Port);

        // The collector is new and knows no templates.
        Assert.Equal([NumberedMessage.TemplateId], NumberedMessage.Templates(second.Messages[0]));
    }

    [Fact]
    public void A_host_that_is_not_there_is_noticed_too()
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        PrivateNetwork.Run(() =>
        {
            PrivateNetwork.Ip("link add one type veth peer name other");
            PrivateNetwork.Ip("link set one up");
            PrivateNetwork.Ip("link set other up");
            PrivateNetwork.Ip("address add 10.9.9.1/24 dev one");
            using var connector = new UdpConnector(new UdpTransportOptions { Collector = new IPEndPoint(IPAddress.Parse("10.9.9.2"), 4739) }, TimeProvider.System);
#pragma warning disable VSTHRD002 // Sockets belong to the network of the thread that makes them, so the test stays on it.
            using IConnection connection = connector.ConnectAsync(CancellationToken.None).Result;
            _ = connection.SendAsync(NumberedMessage.Make(1), CancellationToken.None).ContinueWith(static sent => sent.Exception, TaskScheduler.Default);
            Assert.True(connection.Ended.Wait(TimeSpan.FromSeconds(30)), "nobody said anything");
            Assert.Contains("route to host", connection.Ended.Result, StringComparison.OrdinalIgnoreCase);
#pragma warning restore VSTHRD002
        });
    }

    // A socket that is read while it is closed may be open a little longer, and take what nobody will see.
    private static async Task UntilClosedAsync(IPEndPoint endPoint)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await probe.ConnectAsync(endPoint);
        await QueuedTransportTests.UntilAsync(() =>
        {
            try
            {
                return probe.Send([0]) == 0;
            }
            catch (SocketException)
            {
                return true;
            }
        });
    }

    private static QueuedTransport Open(IPEndPoint collector, string spool) => QueuedTransport.OverUdp(
        new UdpTransportOptions { Collector = collector }, QueuedTransportTests.Options(spool, drain: TimeSpan.FromMilliseconds(50)), TimeProvider.System, NullLogger.Instance);

    /// <summary>Takes datagrams and keeps them.</summary>
    private sealed class Receiver : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        private readonly List<byte[]> _messages = [];

        public Receiver(IPEndPoint endPoint)
        {
            _socket.Bind(endPoint);
            EndPoint = (IPEndPoint)_socket.LocalEndPoint!;
            _ = Task.Run(ReceiveAsync);
        }

        public IPEndPoint EndPoint { get; }

        /// <summary>Where datagrams come from.</summary>
        public int Port { get; private set; }

        public List<byte[]> Messages
        {
            get
            {
                lock (_messages) return [.. _messages];
            }
        }

        public List<uint> Numbers => [.. Messages.Where(static message => NumberedMessage.HasData(message)).Select(static message => NumberedMessage.Header(message).SequenceNumber)];

        public void Dispose() => _socket.Dispose();

        private async Task ReceiveAsync()
        {
            byte[] buffer = new byte[65536];
            try
            {
                while (true)
                {
                    SocketReceiveFromResult result = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
                    Port = ((IPEndPoint)result.RemoteEndPoint).Port;
                    lock (_messages) _messages.Add(buffer[..result.ReceivedBytes]);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Gone.
            }
        }
    }
}
