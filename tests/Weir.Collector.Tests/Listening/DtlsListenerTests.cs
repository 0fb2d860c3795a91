using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Dtls;
using Weir.Collector.Listening.Streams;
using Weir.Flows.Dtls;
using Weir.Testing;
using Weir.Testing.Processes;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Listening;

public sealed class DtlsListenerTests : IDisposable
{
    private const byte HelloVerifyRequest = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private readonly ListenerMetrics _metrics = new();
    private readonly StreamMetrics _streams = new();
    private readonly Origins _received = new();
    private readonly TestCertificates _certificates = new();
    private readonly DtlsContext _client;

    public DtlsListenerTests() => _client = DtlsContext.ForClient(_certificates.CaFile, null, null);

    public void Dispose()
    {
        _client.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public void OpenSsl_sends_over_DTLS_with_a_certificate_of_a_known_signer_and_its_end_is_told()
    {
        (string certificate, string key) = _certificates.Issue("exporter.test");
        using DtlsListener listener = Open(mutual: true);
        using Process client = SClient(listener, "-cert", certificate, "-key", key, "-verify_return_error");
        for (int number = 0; number < 20; number++)
        {
            // What s_client reads at once it sends in one record.
            client.StandardInput.BaseStream.Write(Ipfix(0, (uint)number, 7, Set(256, new byte[number * 50])));
            client.StandardInput.BaseStream.Flush();
            ReceiveUntil(listener, () => _received.Messages.Count == number + 1);
        }

        client.StandardInput.Close();
        ReceiveUntil(listener, () => _received.Ends.Count == 1);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => (uint)n), _received.Messages.Select(message => message.Number));
        Assert.Equal((20, 1, 0), (_metrics.Datagrams.Value, _streams.Accepted.Value, _streams.Open));
        client.WaitForExit();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_exporter_without_a_certificate_or_of_an_unknown_signer_is_refused(bool showsOne)
    {
        using var strangers = new TestCertificates();
        (string certificate, string key) = strangers.Issue("stranger.test");
        using DtlsListener listener = Open(mutual: true);
        using Process client = SClient(listener, showsOne ? ["-cert", certificate, "-key", key] : []);
        ReceiveUntil(listener, () => _streams.RefusedHandshake.Value == 1);
        client.StandardInput.Close();
        client.WaitForExit();
        Assert.Empty(_received.Messages);
        Assert.Equal(0, _streams.Open);
    }

    [Fact]
    public void Nothing_is_kept_of_a_sender_before_it_shows_the_cookie_of_its_address()
    {
        using DtlsListener listener = Open();
        for (int each = 0; each < 50; each++)
        {
            using var client = new DtlsClient(_client, listener.LocalEndpoint);
            byte[] hello = Assert.Single(client.Flight());
            client.Send(hello);
            byte[] answer = [];
            ReceiveUntil(listener, () => client.Take() is [var only] && (answer = only).Length > 0);
            Assert.Equal(HelloVerifyRequest, answer[13]);
            Assert.True(answer.Length < hello.Length, "an answer longer than the question serves attacks on others");
        }

        Assert.Equal((0, 0), (_streams.Accepted.Value, _streams.NoSession.Value));
    }

    [Fact]
    public void A_cookie_of_another_address_is_none()
    {
        using DtlsListener listener = Open();
        using var client = new DtlsClient(_client, listener.LocalEndpoint);
        using var thief = new DtlsClient(_client, listener.LocalEndpoint);
        client.Send(Assert.Single(client.Flight()));
        IReadOnlyList<byte[]> proven = [];
        ReceiveUntil(listener, () => (proven = client.Answer()).Count > 0);
        thief.Send(proven[0]);
        IReadOnlyList<byte[]> answer = [];
        ReceiveUntil(listener, () => (answer = thief.Take()).Count > 0);
        Assert.Equal((HelloVerifyRequest, 0), (answer[0][13], _streams.Accepted.Value));
        client.Send(proven[0]);
        ReceiveUntil(listener, () => _streams.Accepted.Value == 1);
    }

    [Fact]
    public void A_flight_that_is_lost_is_sent_again()
    {
        using DtlsListener listener = Open();
        using var client = new DtlsClient(_client, listener.LocalEndpoint);
        _ = client.Step();
        int lost = 0;
        ReceiveUntil(listener, () =>
        {
            if (_streams.Accepted.Value == 0) return client.Step() == DtlsStep.Done;
            lost = client.Take().Count;
            return lost > 0;
        });
        ReceiveUntil(listener, () => client.Step() == DtlsStep.Done);
        client.Write(Ipfix(0, 1, 7));
        ReceiveUntil(listener, () => _received.Messages.Count == 1);
    }

    [Fact]
    public void Handshakes_that_stop_and_sessions_that_fall_silent_are_ended()
    {
        using DtlsListener listener = Open(new() { HandshakeTimeout = Soon, IdleTimeout = Soon });
        using var half = new DtlsClient(_client, listener.LocalEndpoint);
        _ = half.Step();
        ReceiveUntil(listener, () => half.Step() == DtlsStep.WantsDatagram && _streams.Accepted.Value == 1);
        ReceiveUntil(listener, () => _streams.TimedOut.Value == 1);
        using DtlsClient silent = Connect(listener);
        silent.Write(Ipfix(0, 1, 7));
        ReceiveUntil(listener, () => _received.Messages.Count == 1);
        ReceiveUntil(listener, () => _streams.TimedOut.Value == 2);
        Assert.Single(_received.Ends);
        Assert.True(SpinWait.SpinUntil(silent.IsEnded, Patience));
    }

    [Fact]
    public void Sessions_above_the_most_are_refused_and_places_become_free_again()
    {
        using DtlsListener listener = Open(new() { MaxConnections = 3, MaxConnectionsPerAddress = 2 });
        using DtlsClient first = Connect(listener);
        using DtlsClient second = Connect(listener);
        using var third = new DtlsClient(_client, listener.LocalEndpoint);
        _ = third.Step();
        ReceiveUntil(listener, () => third.Step() == DtlsStep.WantsDatagram && _streams.RefusedFull.Value >= 1);
        second.Write([0, 10, 0, 4]);
        ReceiveUntil(listener, () => _streams.Ended.Value == 1);
        using DtlsClient fourth = Connect(listener);
        fourth.Write(Ipfix(0, 4, 7));
        ReceiveUntil(listener, () => _received.Messages.Count == 1);
    }

    [Fact]
    public void An_exporter_that_begins_anew_from_its_port_has_a_new_session_and_the_old_ones_end_is_told()
    {
        using DtlsListener listener = Open();
        IPEndPoint from;
        using (DtlsClient before = Connect(listener))
        {
            before.Write(Ipfix(0, 1, 7));
            ReceiveUntil(listener, () => _received.Messages.Count == 1);
            from = before.Local;
        }

        using DtlsClient after = Connect(listener, from);
        after.Write(Ipfix(0, 2, 7));
        ReceiveUntil(listener, () => _received.Messages.Count == 2);
        Assert.Equal([(ushort)from.Port], _received.Ends);
        Assert.Equal(1, _streams.Open);
    }

    [Fact]
    public void What_is_no_message_ends_its_session_and_what_is_no_session_is_counted()
    {
        using DtlsListener listener = Open();
        using DtlsClient web = Connect(listener);
        web.Write(Ipfix(0, 1, 7));
        web.Write([.. "GET / HTTP/1.1\r\n\r\n"u8]);
        ReceiveUntil(listener, () => _received.Ends.Count == 1);
        Assert.Equal((1, 1), (_received.Messages.Count, _streams.Malformed.Value));
        using DtlsClient two = Connect(listener);
        two.Write([.. Ipfix(0, 1, 7), .. Ipfix(0, 2, 7)]);
        ReceiveUntil(listener, () => _streams.Malformed.Value == 2);
        using var stranger = new DtlsClient(_client, listener.LocalEndpoint);
        stranger.Send(Ipfix(0, 1, 7));
        stranger.Send([23, 254, 253, 0, 1, 0, 0, 0, 0, 0, 9, 0, 4, 1, 2, 3, 4]);
        ReceiveUntil(listener, () => _streams.NoSession.Value == 2);
    }

    [Fact]
    public void The_end_of_the_collector_is_said_to_exporters()
    {
        DtlsClient client;
        using (DtlsListener listener = Open())
        {
            client = Connect(listener);
            ReceiveUntil(listener, () => _streams.Open == 1);
        }

        using (client) Assert.True(SpinWait.SpinUntil(client.IsEnded, Patience));
    }

    [Fact]
    public void A_missing_certificate_file_is_said_before_anything_is_bound()
    {
        StreamListenerOptions options = Options(new(), mutual: false) with { Tls = new() { CertificateFile = "/nowhere.pem" } };
        using var listener = new DtlsListener(options.DtlsEndpoints[0], options, _metrics, _streams, TimeProvider.System, NullLogger.Instance);
        Assert.Contains("/nowhere.pem", Assert.Throws<IOException>(listener.Open).Message, StringComparison.Ordinal);
    }

    private StreamListenerOptions Options(StreamListenerOptions options, bool mutual)
    {
        (string certificate, string key) = _certificates.Issue();
        return options with
        {
            DtlsEndpoints = [new(IPAddress.Loopback, 0)],
            Tls = new() { CertificateFile = certificate, KeyFile = key, ClientCaFile = mutual ? _certificates.CaFile : null },
        };
    }

    private DtlsListener Open(StreamListenerOptions? options = null, bool mutual = false)
    {
        options = Options(options ?? new(), mutual);
        var listener = new DtlsListener(options.DtlsEndpoints[0], options, _metrics, _streams, TimeProvider.System, NullLogger.Instance);
        listener.Open();
        return listener;
    }

    private DtlsClient Connect(DtlsListener listener, IPEndPoint? from = null)
    {
        var client = new DtlsClient(_client, listener.LocalEndpoint, from);
        _ = client.Step();
        ReceiveUntil(listener, () => client.Step() == DtlsStep.Done);
        return client;
    }

    private Process SClient(DtlsListener listener, params string[] more)
    {
        Tool.Require("openssl");
        var start = new ProcessStartInfo("openssl", ["s_client", "-dtls1_2", "-quiet", "-no_ign_eof", "-connect", $"127.0.0.1:{listener.LocalEndpoint.Port}", "-CAfile", _certificates.CaFile, .. more])
        { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        Process client = Process.Start(start)!;
        client.BeginErrorReadLine();
        client.BeginOutputReadLine();
        return client;
    }

    private void ReceiveUntil(DtlsListener listener, Func<bool> condition)
    {
        long started = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, $"{_received.Messages.Count} messages, {_received.Ends.Count} ends");
            listener.Receive(_received, 20);
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
