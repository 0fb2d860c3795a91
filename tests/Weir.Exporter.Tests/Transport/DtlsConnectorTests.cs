using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Testing;

namespace Weir.Exporter.Tests.Transport;

/// <summary>DTLS against OpenSSL's own server, which is another program and the oracle.</summary>
public sealed class DtlsConnectorTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("collector.test", true)]
    [InlineData("127.0.0.1", false)]
    public async Task Openssls_server_gets_every_message(string name, bool clientCertificate)
    {
        (string certificate, string key) = _certificates.Issue("exporter.test");
        using var server = new OpenSslServer(_certificates, _certificates.Issue(), clientCertificate);
        using var directory = new TemporaryDirectory();
        using QueuedTransport transport = Open(
            server.EndPoint,
            Options(name) with { CertificateFile = clientCertificate ? certificate : null, KeyFile = clientCertificate ? key : null },
            directory["spool"]);

        // The server's port may not be open yet: then the host refuses, and the spool and the next attempt are the answer.
        QueuedTransportTests.SendAll(transport, 0, 50);
        await server.UntilAsync(numbers => numbers.Contains(49u));
        Assert.Equal(QueuedTransportTests.Range(0, 50), server.Numbers.Distinct());
    }

    [Fact]
    public async Task A_server_that_goes_and_comes_back_gets_what_was_sent_meanwhile()
    {
        using var directory = new TemporaryDirectory();
        (string, string) files = _certificates.Issue();
        using var first = new OpenSslServer(_certificates, files, clientWanted: false);
        using QueuedTransport transport = Open(first.EndPoint, Options("collector.test"), directory["spool"]);
        QueuedTransportTests.SendAll(transport, 0, 10);
        await first.UntilAsync(numbers => numbers.Contains(9u));
        first.Dispose();
        QueuedTransportTests.SendAll(transport, 10, 20);
        await QueuedTransportTests.UntilAsync(() => transport.Metrics.Breaks > 0 && transport.Metrics.SpoolDepth >= 10);
        using var second = new OpenSslServer(_certificates, files, clientWanted: false, first.EndPoint.Port);
        await second.UntilAsync(numbers => numbers.Contains(19u));
        Assert.Equal(QueuedTransportTests.Range(10, 20), second.Numbers.Distinct().Where(number => number >= 10));
    }

    [Theory]
    [InlineData("other.test", false, "the name other.test")]
    [InlineData("collector.test", true, "certificate has expired")]
    public async Task A_collector_that_does_not_prove_itself_is_refused(string name, bool expired, string why)
    {
        using var server = new OpenSslServer(_certificates, _certificates.Issue(expired: expired), clientWanted: false);
        Assert.Contains(why, await RefusalAsync(server, Options(name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_of_another_authority_is_refused()
    {
        using var other = new TestCertificates();
        using var server = new OpenSslServer(other, other.Issue(), clientWanted: false);
        Assert.Contains("certificate is refused", await RefusalAsync(server, Options("collector.test")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_flights_are_sent_again()
    {
        using var server = new OpenSslServer(_certificates, _certificates.Issue(), clientWanted: false);
        using var relay = new LossyRelay(server.EndPoint, lost: [0, 2]);
        using var connector = new DtlsConnector(new DtlsOptions { Collector = relay.EndPoint }, Options("collector.test"), TimeProvider.System);
        await server.ReadyAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using IConnection connection = await connector.ConnectAsync(limit.Token);
        await connection.SendAsync(NumberedMessage.Make(5), TestContext.Current.CancellationToken);
        await server.UntilAsync(numbers => numbers.Contains(5u));
        Assert.Equal(2, relay.Lost);
    }

    [Fact]
    public async Task A_session_that_is_begun_anew_for_its_age_costs_no_message_and_repeats_none()
    {
        using var server = new OpenSslServer(_certificates, _certificates.Issue(), clientWanted: false);
        using var directory = new TemporaryDirectory();
        await server.ReadyAsync();
        using QueuedTransport transport = Open(server.EndPoint, Options("collector.test"), directory["spool"], TimeSpan.FromMilliseconds(300));
        uint sent = 0;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (transport.Metrics.Sessions < 4)
        {
            Assert.False(limit.IsCancellationRequested, $"{transport.Metrics.Sessions} sessions; {transport.Metrics.LastError}");
            QueuedTransportTests.SendAll(transport, sent, ++sent);
            // The rate: sessions age by the clock.
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        QueuedTransportTests.SendAll(transport, sent, ++sent);
        await server.UntilAsync(numbers => numbers.Contains(sent - 1));
        Assert.Equal(QueuedTransportTests.Range(0, sent), server.Numbers);
        Assert.Equal((0, 0), (transport.Metrics.Breaks, transport.Metrics.Repeated));
    }

    [Fact]
    public async Task A_collector_that_restarted_in_silence_is_noticed_and_sent_again_what_it_threw_away()
    {
        (string, string) files = _certificates.Issue();
        using var first = new OpenSslServer(_certificates, files, clientWanted: false);
        using var directory = new TemporaryDirectory();
        await first.ReadyAsync();
        using QueuedTransport transport = Open(first.EndPoint, Options("collector.test"), directory["spool"], TimeSpan.FromSeconds(3), confirmAfter: TimeSpan.FromSeconds(60));
        QueuedTransportTests.SendAll(transport, 0, 10);
        await first.UntilAsync(numbers => numbers.Contains(9u));

        // Nothing is sent while it is away, so that its host does not say so.
        first.Dispose();
        using var second = new OpenSslServer(_certificates, files, clientWanted: false, first.EndPoint.Port);
        await second.ReadyAsync();
        QueuedTransportTests.SendAll(transport, 10, 20);
        await second.UntilAsync(numbers => numbers.Contains(19u));
        Assert.Equal(QueuedTransportTests.Range(10, 20), second.Numbers.Distinct().Where(number => number >= 10));
        Assert.Equal(1, transport.Metrics.Breaks);
        Assert.InRange(transport.Metrics.Repeated, 10, 20);
    }

    [Fact]
    public void Files_that_cannot_be_used_are_named()
    {
        (string certificate, _) = _certificates.Issue();
        (_, string anotherKey) = _certificates.Issue();
        AssertNames("no-such-file.pem", Options("x") with { CaFile = "no-such-file.pem" });
        AssertNames("none.pem", Options("x") with { CertificateFile = "none.pem" });
        AssertNames(anotherKey, Options("x") with { CertificateFile = certificate, KeyFile = anotherKey });
        AssertNames(anotherKey, Options("x") with { KeyFile = anotherKey });
    }

    private static void AssertNames(string file, TlsOptions options) => Assert.Contains(
        file, Assert.Throws<TransportException>(() => new DtlsConnector(new DtlsOptions { Collector = new IPEndPoint(IPAddress.Loopback, 9) }, options, TimeProvider.System)).Message, StringComparison.Ordinal);

    private static async Task<string> RefusalAsync(OpenSslServer server, TlsOptions options)
    {
        using var connector = new DtlsConnector(new DtlsOptions { Collector = server.EndPoint }, options, TimeProvider.System);
        await server.ReadyAsync();
        return (await Assert.ThrowsAsync<TransportException>(() => connector.ConnectAsync(TestContext.Current.CancellationToken))).Message;
    }

    private static QueuedTransport Open(IPEndPoint collector, TlsOptions tls, string spool, TimeSpan lifetime = default, TimeSpan confirmAfter = default) => QueuedTransport.OverDtls(
        new DtlsOptions { Collector = collector, Lifetime = lifetime }, tls,
        QueuedTransportTests.Options(spool, drain: TimeSpan.FromMilliseconds(50), confirmAfter: confirmAfter), TimeProvider.System, NullLogger.Instance);

    private TlsOptions Options(string name) => new() { Name = name, CaFile = _certificates.CaFile };
}
