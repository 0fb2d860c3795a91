using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Proxying;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Teeing;
using Weir.Testing;
using Weir.Testing.Processes;
using Weir.Wire.Primitives;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Listening;

/// <summary>Exporters behind a proxy: HAProxy for connections, headers made by hand for datagrams.</summary>
public sealed class ProxiedListeningTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly byte[] Header =
        [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x12, 0, 12, 192, 0, 2, 1, 198, 51, 100, 2, 0x12, 0x34, 0x12, 0x83];

    private static readonly byte[] Line = [.. "PROXY TCP4 192.0.2.1 198.51.100.2 4660 4739\r\n"u8];

    private readonly ListenerMetrics _metrics = new();
    private readonly StreamMetrics _streams = new();
    private readonly Received _received = new();
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    public void A_connection_that_haproxy_passes_on_is_its_exporters(string version)
    {
        using StreamListener listener = Open(new() { TcpEndpoints = [new(IPAddress.Loopback, 0)], MaxConnectionsPerAddress = 1 });
        using var proxy = new Haproxy(listener.LocalEndpoints[0], version);
        using Socket first = proxy.Connect("127.0.0.5");
        using Socket second = proxy.Connect("127.0.0.6");
        first.Send(Ipfix(0, 1, 7));
        second.Send(Ipfix(0, 2, 7));
        ReceiveUntil(listener, () => _received.Count == 2);
        Assert.Equal(
            [("127.0.0.5", ((IPEndPoint)first.LocalEndPoint!).Port), ("127.0.0.6", ((IPEndPoint)second.LocalEndPoint!).Port)],
            _received.Datagrams.Select(one => (one.Address.ToString(), (int)one.Port)).Order());
    }

    [Theory]
    [InlineData("send-proxy")]
    [InlineData("send-proxy-v2")]
    public void The_header_comes_before_the_handshake_of_TLS(string version)
    {
        Tool.Require("openssl");
        (string certificate, string key) = _certificates.Issue();
        using StreamListener listener = Open(new() { TlsEndpoints = [new(IPAddress.Loopback, 0)], Tls = new() { CertificateFile = certificate, KeyFile = key } });
        using var proxy = new Haproxy(listener.LocalEndpoints[0], version);
        proxy.Connect("127.0.0.1").Dispose();
        using RunningTool client = RunningTool.Start(
            "openssl", ["s_client", "-quiet", "-no_ign_eof", "-bind", "127.0.0.7:0", "-connect", proxy.EndPoint, "-CAfile", _certificates.CaFile], redirectInput: true);
        client.Input.Write(Ipfix(0, 1, 7));
        client.Input.Flush();
        ReceiveUntil(listener, () => _received.Count == 1);
        Assert.Equal("127.0.0.7", _received.Datagrams[0].Address.ToString());
    }

    [Fact]
    public void A_trusted_proxy_that_does_not_say_for_whom_is_refused_and_nobody_else_may_say_it()
    {
        using StreamListener trusting = Open(new() { TcpEndpoints = [new(IPAddress.Loopback, 0)] });
        using Socket silent = Connect(trusting);
        silent.Send(Ipfix(0, 1, 7));
        ReceiveUntil(trusting, () => _streams.RefusedProxyHeader.Value == 1);
        using Socket dribbling = Connect(trusting);
        foreach (byte octet in Header) dribbling.Send([octet]);
        dribbling.Send(Ipfix(0, 2, 7));
        ReceiveUntil(trusting, () => _received.Count == 1);
        Assert.Equal(("192.0.2.1", 0x1234), (_received.Datagrams[0].Address.ToString(), _received.Datagrams[0].Port));

        using StreamListener other = Open(new() { TcpEndpoints = [new(IPAddress.Loopback, 0)], Proxies = Elsewhere() });
        using Socket liar = Connect(other);
        liar.Send([.. Header, .. Ipfix(0, 3, 7)]);
        ReceiveUntil(other, () => _streams.Malformed.Value == 1);
        Assert.Equal(1, _received.Count);
    }

    [Fact]
    public void A_line_of_version_1_that_comes_octet_by_octet_is_read_to_its_end_and_no_further()
    {
        using StreamListener listener = Open(new() { TcpEndpoints = [new(IPAddress.Loopback, 0)] });
        using Socket dribbling = Connect(listener);
        foreach (byte octet in Line) dribbling.Send([octet]);
        dribbling.Send(Ipfix(0, 1, 7));
        using Socket atOnce = Connect(listener);
        atOnce.Send([.. "PROXY UNKNOWN\r\n"u8, .. Ipfix(0, 2, 7)]);
        ReceiveUntil(listener, () => _received.Count == 2);
        Assert.Equal(
            [("127.0.0.1", ((IPEndPoint)atOnce.LocalEndPoint!).Port), ("192.0.2.1", 0x1234)],
            _received.Datagrams.Select(one => (one.Address.ToString(), (int)one.Port)).Order());
        using Socket wrong = Connect(listener);
        wrong.Send("PROXY TCP4 me you 1 2\r\n"u8);
        ReceiveUntil(listener, () => _streams.RefusedProxyHeader.Value == 1);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(0, true)]
    [InlineData(20, false)]
    public void A_header_that_never_becomes_whole_ends_the_connection_in_time(int came, bool isBinary)
    {
        using StreamListener listener = Open(new() { TcpEndpoints = [new(IPAddress.Loopback, 0)], HandshakeTimeout = TimeSpan.FromMilliseconds(300) });
        using Socket half = Connect(listener);
        half.Send((isBinary ? Header : Line).AsSpan(0, came));
        ReceiveUntil(listener, () => _streams.TimedOut.Value == 1 && _streams.Open == 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_comes_too_slowly_behind_the_header_ends_the_connection_too(bool isTls)
    {
        Tool.Require("openssl");
        (string certificate, string key) = _certificates.Issue();
        var options = new StreamListenerOptions { HandshakeTimeout = TimeSpan.FromMilliseconds(300), MessageTimeout = TimeSpan.FromMilliseconds(300) };
        using StreamListener listener = Open(isTls
            ? options with { TlsEndpoints = [new(IPAddress.Loopback, 0)], Tls = new() { CertificateFile = certificate, KeyFile = key } }
            : options with { TcpEndpoints = [new(IPAddress.Loopback, 0)] });
        using Socket silent = Connect(listener);
        silent.Send(Line);
        if (!isTls) silent.Send([0, 10, 0, 40]);
        ReceiveUntil(listener, () => _streams.TimedOut.Value == 1 && _streams.Open == 0);
    }

    [Fact]
    public void An_exporter_behind_a_proxy_has_no_more_places_than_one_that_is_not()
    {
        using StreamListener listener = Open(new() { TcpEndpoints = [new(IPAddress.Loopback, 0)], MaxConnectionsPerAddress = 2 });
        Socket[] greedy = [.. Enumerable.Range(0, 4).Select(_ => Connect(listener))];
        foreach (Socket one in greedy) one.Send(Line);
        ReceiveUntil(listener, () => _streams.RefusedFull.Value == 2 && _streams.Open == 2);
        using Socket other = Connect(listener);
        other.Send([.. "PROXY TCP4 192.0.2.9 198.51.100.2 1 2\r\n"u8, .. Ipfix(0, 1, 7)]);
        ReceiveUntil(listener, () => _received.Count == 1);
        foreach (Socket one in greedy) one.Dispose();
        ReceiveUntil(listener, () => _streams.Open == 1);
        using Socket again = Connect(listener);
        again.Send([.. Line, .. Ipfix(0, 2, 7)]);
        ReceiveUntil(listener, () => _received.Count == 2);
    }

    [Fact]
    public void Datagrams_of_trusted_proxies_are_their_exporters_and_are_dropped_without_a_header()
    {
        using var udp = new UdpListener(new() { Endpoints = [new(IPAddress.Loopback, 0)] }, _metrics, TimeProvider.System, NullLogger.Instance);
        using var listener = new ProxiedSource(udp, TrustedProxies.Loopback, _metrics);
        listener.Open();
        using var proxy = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        proxy.Connect(udp.LocalEndpoints[0]);
        byte[] message = Ipfix(0, 1, 7);
        proxy.Send([.. Header, .. message]);
        proxy.Send(message);
        proxy.Send(Header.AsSpan(0, 27));
        proxy.Send([.. Line, .. message]);
        proxy.Send([.. Header.AsSpan(0, 12), 0x20, 0, 0, 0]);
        proxy.Send([.. Header.AsSpan(0, 12), 0x20, 0, 0, 0, .. message]);
        ReceiveUntil(listener, () => _metrics.Datagrams.Value == 6);
        Assert.Equal([("192.0.2.1", 0x1234), ("127.0.0.1", ((IPEndPoint)proxy.LocalEndPoint!).Port)], _received.Datagrams.Select(one => (one.Address.ToString(), (int)one.Port)));
        Assert.All(_received.Datagrams, one => Assert.Equal(message, one.Payload));
        Assert.Equal(3, _metrics.DroppedProxyHeader.Value);
    }

    [Fact]
    public void Datagrams_of_others_stay_as_they_came()
    {
        using var udp = new UdpListener(new() { Endpoints = [new(IPAddress.Loopback, 0)] }, _metrics, TimeProvider.System, NullLogger.Instance);
        using var listener = new ProxiedSource(udp, Elsewhere(), _metrics);
        listener.Open();
        using var liar = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        liar.Connect(udp.LocalEndpoints[0]);
        liar.Send([.. Header, 1]);
        ReceiveUntil(listener, () => _received.Count == 1);
        Assert.Equal(("127.0.0.1", Header.Length + 1), (_received.Datagrams[0].Address.ToString(), _received.Datagrams[0].Payload.Length));
    }

    private static TrustedProxies Elsewhere() => new([ExporterPrefix.Of(IPNetwork.Parse("192.0.2.0/24"))]);

    private StreamListener Open(StreamListenerOptions options)
    {
        options = options with { Proxies = options.Proxies ?? TrustedProxies.Loopback };
        var listener = new StreamListener(options, _metrics, _streams, TimeProvider.System, NullLogger.Instance);
        listener.Open();
        return listener;
    }

    private static Socket Connect(StreamListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(listener.LocalEndpoints[0]);
        return socket;
    }

    private void ReceiveUntil(IDatagramSource listener, Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{_received.Count} messages, {_streams.RefusedProxyHeader.Value} refused");
            listener.Receive(_received, 50);
        }
    }

    private sealed class Haproxy : IDisposable
    {
        // No other listener of these tests is there, which might be given the port before haproxy has it.
        private static readonly IPAddress Address = IPAddress.Parse("127.0.0.8");

        private readonly TemporaryDirectory _directory = new();
        private readonly RunningTool _proxy;

        public Haproxy(IPEndPoint collector, string version)
        {
            Tool.Require("haproxy");
            using (var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
            {
                free.Bind(new IPEndPoint(Address, 0));
                Port = ((IPEndPoint)free.LocalEndPoint!).Port;
            }

            File.WriteAllText(_directory["haproxy.cfg"], $"""
                defaults
                  mode tcp
                  timeout connect 10s
                  timeout client 60s
                  timeout server 60s
                listen ipfix
                  bind {Address}:{Port}
                  server weir {collector} {version}

                """);
            _proxy = RunningTool.Start("haproxy", ["-db", "-f", _directory["haproxy.cfg"]]);
        }

        public string EndPoint => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

        private int Port { get; }

        public Socket Connect(string from)
        {
            long started = Stopwatch.GetTimestamp();
            while (true)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
                    socket.Connect(Address, Port);
                    return socket;
                }
                catch (SocketException) when (Stopwatch.GetElapsedTime(started) < Patience && !_proxy.HasEnded)
                {
                    socket.Dispose();
                }
            }
        }

        public void Dispose()
        {
            _proxy.Dispose();
            _directory.Dispose();
        }
    }
}
