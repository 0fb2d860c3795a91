using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;
using Weir.Testing;
using Weir.Testing.Processes;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Listening;

public sealed class StreamListenerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private readonly ListenerMetrics _metrics = new();
    private readonly StreamMetrics _streams = new();
    private readonly Origins _received = new();
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public void Messages_of_many_connections_come_whole_and_in_order_and_each_end_is_told()
    {
        using StreamListener listener = Open(new());
        Socket[] exporters = [.. Enumerable.Range(0, 20).Select(_ => Connect(listener))];
        for (int number = 0; number < 50; number++)
        {
            foreach (Socket exporter in exporters) exporter.Send(Ipfix(0, (uint)number, 7, Set(256, new byte[number * 40])));
        }

        ReceiveUntil(listener, () => _received.Messages.Count == 1000);
        foreach (Socket exporter in exporters) exporter.Dispose();
        ReceiveUntil(listener, () => _received.Ends.Count == 20);
        Assert.All(_received.Messages.GroupBy(message => message.Port), group => Assert.Equal(Enumerable.Range(0, 50).Select(n => (uint)n), group.Select(message => message.Number)));
        Assert.True(SpinWait.SpinUntil(() => _streams.Ended.Value == 20, Patience));
        Assert.Equal((1000, 20, 0, 0), (_metrics.Datagrams.Value, _streams.Accepted.Value, _streams.Broken.Value, _streams.CutShort.Value));
    }

    [Fact]
    public void An_exporter_waits_while_its_messages_are_not_taken()
    {
        using StreamListener listener = Open(new());
        using Socket exporter = Connect(listener);
        exporter.SendTimeout = 500;
        byte[] message = Ipfix(0, 1, 7, Set(256, new byte[60_000]));
        long sent = 0;
        Assert.Throws<SocketException>(() =>
        {
            while (sent < 1 << 30) sent += exporter.Send(message);
        });
        Assert.InRange(sent, message.Length, 64 << 20); // the sockets' buffers, and one message here
        Assert.Equal(0, _metrics.Datagrams.Value);
        ReceiveUntil(listener, () => _metrics.Octets.Value >= sent / message.Length * message.Length);
    }

    [Fact]
    public void A_message_that_dribbles_in_ends_its_connection_and_no_other()
    {
        using StreamListener listener = Open(new() { MessageTimeout = Soon });
        using Socket slow = Connect(listener);
        using Socket other = Connect(listener);
        byte[] message = Ipfix(0, 1, 7, Set(256, new byte[1000]));
        int dribbled = 0;
        slow.SendTimeout = 1000;
        try
        {
            for (; dribbled < message.Length && _streams.TimedOut.Value == 0; dribbled++)
            {
                slow.Send(message, dribbled, 1, SocketFlags.None);
                listener.Receive(_received, 20);
            }
        }
        catch (SocketException)
        {
            // Ended by the collector.
        }

        Assert.InRange(dribbled, 1, message.Length - 1);
        other.Send(message);
        ReceiveUntil(listener, () => _received.Messages.Count == 1);
        Assert.Equal((1, 0), (_streams.TimedOut.Value, _received.Ends.Count)); // what brought no message has nothing to end
    }

    [Fact]
    public void A_connection_on_which_nothing_comes_is_ended()
    {
        using StreamListener listener = Open(new() { IdleTimeout = Soon });
        using Socket silent = Connect(listener);
        Assert.True(SpinWait.SpinUntil(() => _streams.TimedOut.Value == 1, Patience));
        Assert.Equal(0, silent.Receive(new byte[1]));
    }

    [Fact]
    public void A_handshake_that_does_not_come_ends_the_connection()
    {
        using StreamListener listener = Open(Tls(mutual: false) with { HandshakeTimeout = Soon });
        using Socket silent = Connect(listener);
        Assert.True(SpinWait.SpinUntil(() => _streams.TimedOut.Value == 1, Patience));
        Assert.Equal(0, silent.Receive(new byte[1]));
    }

    [Fact]
    public void Connections_above_the_most_are_refused_and_places_become_free_again()
    {
        using StreamListener listener = Open(new() { MaxConnections = 3, MaxConnectionsPerAddress = 2 });
        using Socket first = Connect(listener);
        using Socket second = Connect(listener);
        using Socket third = Connect(listener);
        Assert.Equal(0, third.Receive(new byte[1]));
        Assert.Equal(1, _streams.RefusedFull.Value);
        second.Close();
        Assert.True(SpinWait.SpinUntil(() => _streams.Ended.Value == 1, Patience));
        using Socket fourth = Connect(listener);
        fourth.Send(Ipfix(0, 4, 7));
        ReceiveUntil(listener, () => _received.Messages.Count == 1);
    }

    [Fact]
    public void What_is_no_message_or_half_of_one_ends_the_connection_and_what_came_before_stands()
    {
        using StreamListener listener = Open(new());
        using (Socket web = Connect(listener))
        {
            web.Send([.. Ipfix(0, 1, 7), .. "GET / HTTP/1.1\r\n\r\n"u8]);
            ReceiveUntil(listener, () => _received.Ends.Count == 1);
        }

        using (Socket half = Connect(listener)) half.Send([.. Ipfix(0, 2, 7), .. Ipfix(0, 3, 7).AsSpan(0, 9)]);
        ReceiveUntil(listener, () => _received.Ends.Count == 2);
        Assert.Equal([1u, 2u], _received.Messages.Select(message => message.Number));
        Assert.Equal((1, 1), (_streams.Malformed.Value, _streams.CutShort.Value));
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public void OpenSsl_sends_over_TLS_with_a_certificate_of_a_known_signer(string version)
    {
        (string certificate, string key) = _certificates.Issue("exporter.test");
        using StreamListener listener = Open(Tls(mutual: true));
        byte[] messages = [.. Enumerable.Range(0, 100).SelectMany(number => Ipfix(0, (uint)number, 7, Set(256, new byte[900])))];
        using Process client = SClient(listener, version, "-cert", certificate, "-key", key, "-verify_return_error");
        client.StandardInput.BaseStream.Write(messages);
        client.StandardInput.Close();
        ReceiveUntil(listener, () => _received.Ends.Count == 1);
        Assert.Equal(Enumerable.Range(0, 100).Select(n => (uint)n), _received.Messages.Select(message => message.Number));
        client.WaitForExit();
    }

    [Theory]
    [InlineData("-tls1_2", true)]
    [InlineData("-tls1_3", true)]
    [InlineData("-tls1_2", false)]
    [InlineData("-tls1_3", false)]
    public void An_exporter_without_a_certificate_or_of_an_unknown_signer_is_refused(string version, bool showsOne)
    {
        using var strangers = new TestCertificates();
        (string certificate, string key) = strangers.Issue("stranger.test");
        using StreamListener listener = Open(Tls(mutual: true));
        using Process client = SClient(listener, [version, .. showsOne ? ["-cert", certificate, "-key", key] : Array.Empty<string>()]);
        client.StandardInput.BaseStream.Write(Ipfix(0, 1, 7));
        client.StandardInput.BaseStream.Flush();
        Assert.True(SpinWait.SpinUntil(() => _streams.RefusedHandshake.Value == 1, Patience));
        client.StandardInput.Close();
        client.WaitForExit();
        Assert.Equal(DatagramReadStatus.Idle, listener.Receive(_received, 50));
        Assert.Empty(_received.Messages);
    }

    [Fact]
    public void A_missing_certificate_file_is_said_before_anything_is_bound()
    {
        var options = Tls(mutual: false) with { Tls = new() { CertificateFile = "/nowhere.pem" } };
        using var listener = new StreamListener(options, _metrics, _streams, TimeProvider.System, NullLogger.Instance);
        Assert.Contains("/nowhere.pem", Assert.Throws<IOException>(listener.Open).Message, StringComparison.Ordinal);
    }

    private StreamListenerOptions Tls(bool mutual)
    {
        (string certificate, string key) = _certificates.Issue();
        return new()
        {
            TlsEndpoints = [new(IPAddress.Loopback, 0)],
            Tls = new() { CertificateFile = certificate, KeyFile = key, ClientCaFile = mutual ? _certificates.CaFile : null },
        };
    }

    private StreamListener Open(StreamListenerOptions options)
    {
        if (options.TlsEndpoints.Count == 0) options = options with { TcpEndpoints = [new(IPAddress.Loopback, 0)] };
        var listener = new StreamListener(options, _metrics, _streams, TimeProvider.System, NullLogger.Instance);
        listener.Open();
        return listener;
    }

    private Process SClient(StreamListener listener, params string[] more)
    {
        Tool.Require("openssl");
        var start = new ProcessStartInfo("openssl", ["s_client", "-quiet", "-no_ign_eof", "-connect", $"127.0.0.1:{listener.LocalEndpoints[0].Port}", "-CAfile", _certificates.CaFile, .. more])
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process client = Process.Start(start)!;
        client.BeginErrorReadLine();
        client.BeginOutputReadLine();
        return client;
    }

    private static Socket Connect(StreamListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
        socket.Connect(listener.LocalEndpoints[0]);
        return socket;
    }

    private void ReceiveUntil(StreamListener listener, Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{_received.Messages.Count} messages, {_received.Ends.Count} ends");
            listener.Receive(_received, 100);
        }
    }

    private sealed class Origins : IDatagramSink
    {
        public List<(ushort Port, uint Number)> Messages { get; } = [];

        public List<ushort> Ends { get; } = [];

        public void Accept(in ReceivedDatagram datagram)
        {
            if (datagram.Origin == MessageOrigin.StreamEnd) Ends.Add(datagram.ExporterPort);
            else Messages.Add((datagram.ExporterPort, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(datagram.Payload[8..])));
        }
    }
}
