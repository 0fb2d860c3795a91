using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Testing;

namespace Weir.Exporter.Tests.Transport;

public sealed class TlsConnectorTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12, "collector.test")]
    [InlineData(SslProtocols.Tls13, "127.0.0.1")]
    public async Task Messages_arrive_with_both_sides_proven_and_again_after_an_outage(SslProtocols version, string name)
    {
        (string certificate, string key) = _certificates.Issue("exporter.test");
        using var collector = new LoopbackCollector(Server(_certificates.Issue(), version, clientWanted: true));
        using QueuedTransport transport = Open(collector, Options(name) with { CertificateFile = certificate, KeyFile = key });
        QueuedTransportTests.SendAll(transport, 0, 3000);
        await collector.UntilAsync(it => it.Numbers.Count == 3000);
        await collector.GoAsync();
        collector.Start();
        QueuedTransportTests.SendAll(transport, 3000, 4000);
        await collector.UntilAsync(it => it.Numbers.Contains(3999));
        Assert.Equal(QueuedTransportTests.Range(0, 4000), collector.Numbers.Distinct());
        Assert.Equal(0, transport.Metrics.Dropped + transport.Metrics.Overflowed);
    }

    [Theory]
    [InlineData("-tls1_2", "collector.test")]
    [InlineData("-tls1_3", "127.0.0.1")]
    public async Task Openssls_server_that_wants_a_certificate_gets_every_message(string version, string name)
    {
        (string certificate, string key) = _certificates.Issue("exporter.test");
        using var server = new OpenSslServer(_certificates, _certificates.Issue(), clientWanted: true, version: version);
        await server.ReadyAsync();
        using QueuedTransport transport = QueuedTransport.OverTls(
            new TcpOptions { Collector = server.EndPoint }, Options(name) with { CertificateFile = certificate, KeyFile = key }, QueuedTransportTests.Options(), TimeProvider.System, NullLogger.Instance);
        QueuedTransportTests.SendAll(transport, 0, 2000);
        await server.UntilAsync(static numbers => numbers.Count == 2000);
        Assert.Equal(QueuedTransportTests.Range(0, 2000), server.Numbers);
        Assert.Equal(1, transport.Metrics.Sessions);
    }

    [Fact]
    public async Task A_host_that_accepts_and_says_nothing_is_given_up_and_tried_again()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        using QueuedTransport transport = QueuedTransport.OverTls(
            new TcpOptions { Collector = (IPEndPoint)silent.LocalEndPoint! }, Options("collector.test"),
            QueuedTransportTests.Options(drain: TimeSpan.FromMilliseconds(50)) with { ConnectTimeout = TimeSpan.FromMilliseconds(200) }, TimeProvider.System, NullLogger.Instance);
        QueuedTransportTests.SendAll(transport, 0, 10);
        await QueuedTransportTests.UntilAsync(() => transport.Metrics.ConnectErrors >= 2);
        Assert.Equal("no answer within 0.2 s", transport.Metrics.LastError);
        Assert.True(transport.Unacknowledged > 0);
        Assert.Equal(0, transport.Metrics.Sessions);
    }

    [Fact]
    public async Task A_collector_of_another_authority_is_refused()
    {
        using var other = new TestCertificates();
        await AssertRefusedAsync(Server(other.Issue()), Options("collector.test"), "is signed by none of those in");
    }

    [Fact]
    public async Task A_collector_of_another_name_is_refused() =>
        await AssertRefusedAsync(Server(_certificates.Issue("other.test")), Options("collector.test"), "is not for the name collector.test");

    [Fact]
    public async Task A_collector_whose_time_is_over_is_refused() =>
        await AssertRefusedAsync(Server(_certificates.Issue(expired: true)), Options("collector.test"), "is not valid now");

    [Fact]
    public async Task A_collector_nobody_trusts_is_refused_without_a_file_of_authorities() =>
        await AssertRefusedAsync(Server(_certificates.Issue()), Options("collector.test") with { CaFile = null }, "nobody the system trusts");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_collector_that_refuses_us_costs_no_message(SslProtocols version)
    {
        using var collector = new LoopbackCollector(Server(_certificates.Issue(), version, clientWanted: true));
        using QueuedTransport transport = Open(collector, Options("collector.test"));
        QueuedTransportTests.SendAll(transport, 0, 100);
        await QueuedTransportTests.UntilAsync(() => transport.Metrics.ConnectErrors + transport.Metrics.Breaks >= 2);
        Assert.NotNull(transport.Metrics.LastError);
        Assert.True(transport.Unacknowledged > 0);
        Assert.Empty(collector.Numbers);
    }

    [Fact]
    public void Files_that_cannot_be_used_are_named()
    {
        (string certificate, string key) = _certificates.Issue();
        (_, string anotherKey) = _certificates.Issue();
        string empty = _certificates.Write("empty.pem", "");
        AssertNames("no-such-file.pem", Options("x") with { CaFile = "no-such-file.pem" });
        AssertNames(empty, Options("x") with { CaFile = empty });
        AssertNames(anotherKey, Options("x") with { CertificateFile = certificate, KeyFile = anotherKey });
        AssertNames(key, Options("x") with { KeyFile = key });
        AssertNames("none.pem", Options("x") with { CertificateFile = "none.pem", KeyFile = key });
    }

    private static void AssertNames(string file, TlsOptions options) =>
        Assert.Contains(file, Assert.Throws<TransportException>(() => TlsIdentity.Load(options)).Message, StringComparison.Ordinal);

    private static async Task AssertRefusedAsync(SslServerAuthenticationOptions server, TlsOptions options, string why)
    {
        using var collector = new LoopbackCollector(server);
        using var connector = new TlsConnector(new TcpOptions { Collector = collector.EndPoint }, options, TimeProvider.System);
        TransportException refusal = await Assert.ThrowsAsync<TransportException>(() => connector.ConnectAsync(TestContext.Current.CancellationToken));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    private static SslServerAuthenticationOptions Server((string CertificateFile, string KeyFile) files, SslProtocols version = SslProtocols.Tls13, bool clientWanted = false) => new()
    {
        ServerCertificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile),
        EnabledSslProtocols = version,
        ClientCertificateRequired = clientWanted,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => !clientWanted || certificate?.Subject == "CN=exporter.test",
    };

    private static QueuedTransport Open(LoopbackCollector collector, TlsOptions tls) => QueuedTransport.OverTls(
        new TcpOptions { Collector = collector.EndPoint }, tls, QueuedTransportTests.Options(drain: TimeSpan.FromMilliseconds(50)), TimeProvider.System, NullLogger.Instance);

    private TlsOptions Options(string name) => new() { Name = name, CaFile = _certificates.CaFile };
}
