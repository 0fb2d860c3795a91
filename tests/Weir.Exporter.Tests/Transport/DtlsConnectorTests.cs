using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Testing;
using Weir.Testing.Processes;

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
        using var server = new Server(_certificates, _certificates.Issue(), clientCertificate);
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
        using var first = new Server(_certificates, files, clientWanted: false);
        using QueuedTransport transport = Open(first.EndPoint, Options("collector.test"), directory["spool"]);
        QueuedTransportTests.SendAll(transport, 0, 10);
        await first.UntilAsync(numbers => numbers.Contains(9u));
        first.Dispose();
        QueuedTransportTests.SendAll(transport, 10, 20);
        await QueuedTransportTests.UntilAsync(() => transport.Metrics.Breaks > 0 && transport.Metrics.SpoolDepth >= 10);
        using var second = new Server(_certificates, files, clientWanted: false, first.EndPoint.Port);
        await second.UntilAsync(numbers => numbers.Contains(19u));
        Assert.Equal(QueuedTransportTests.Range(10, 20), second.Numbers.Distinct().Where(number => number >= 10));
    }

    [Theory]
    [InlineData("other.test", false, "the name other.test")]
    [InlineData("collector.test", true, "certificate has expired")]
    public async Task A_collector_that_does_not_prove_itself_is_refused(string name, bool expired, string why)
    {
        using var server = new Server(_certificates, _certificates.Issue(expired: expired), clientWanted: false);
        Assert.Contains(why, await RefusalAsync(server, Options(name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_of_another_authority_is_refused()
    {
        using var other = new TestCertificates();
        using var server = new Server(other, other.Issue(), clientWanted: false);
        Assert.Contains("certificate is refused", await RefusalAsync(server, Options("collector.test")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_flight_is_sent_again()
    {
        using var server = new Server(_certificates, _certificates.Issue(), clientWanted: false);
        using var relay = new LossyRelay(server.EndPoint, lost: [0, 2]);
        using var connector = new DtlsConnector(relay.EndPoint, Options("collector.test"));
        await server.ReadyAsync();
        using IConnection connection = await connector.ConnectAsync(TestContext.Current.CancellationToken);
        await connection.SendAsync(NumberedMessage.Make(5), TestContext.Current.CancellationToken);
        await server.UntilAsync(numbers => numbers.Contains(5u));
        Assert.True(relay.Lost == 2);
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
        file, Assert.Throws<TransportException>(() => new DtlsConnector(new IPEndPoint(IPAddress.Loopback, 9), options)).Message, StringComparison.Ordinal);

    private static async Task<string> RefusalAsync(Server server, TlsOptions options)
    {
        using var connector = new DtlsConnector(server.EndPoint, options);
        await server.ReadyAsync();
        return (await Assert.ThrowsAsync<TransportException>(() => connector.ConnectAsync(TestContext.Current.CancellationToken))).Message;
    }

    private static QueuedTransport Open(IPEndPoint collector, TlsOptions tls, string spool) => QueuedTransport.OverDtls(
        collector, tls, QueuedTransportTests.Options(spool, drain: TimeSpan.FromMilliseconds(50)), TimeProvider.System, NullLogger.Instance);

    private TlsOptions Options(string name) => new() { Name = name, CaFile = _certificates.CaFile };

    /// <summary>«openssl s_server»: what it received is what it prints.</summary>
    private sealed class Server : IDisposable
    {
        private readonly Process _process;
        private readonly MemoryStream _output = new();
        private readonly Task _reading;
        private bool _disposed;

        public Server(TestCertificates certificates, (string Certificate, string Key) files, bool clientWanted, int port = 0)
        {
            Tool.Require("openssl");
            if (port == 0)
            {
                using var free = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                port = ((IPEndPoint)free.LocalEndPoint!).Port;
            }

            EndPoint = new IPEndPoint(IPAddress.Loopback, port);
            var start = new ProcessStartInfo("openssl", [
                "s_server", "-dtls1_2", "-4", "-quiet", "-accept", $"127.0.0.1:{port}", "-cert", files.Certificate, "-key", files.Key,
                "-CAfile", certificates.CaFile, .. clientWanted ? ["-Verify", "1", "-verify_return_error"] : Array.Empty<string>()])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            _process = Process.Start(start)!;
            _process.BeginErrorReadLine();
            _reading = Task.Run(ReadAsync);
        }

        public IPEndPoint EndPoint { get; }

        public List<uint> Numbers
        {
            get
            {
                byte[] octets;
                lock (_output) octets = _output.ToArray();
                var numbers = new List<uint>();
                for (int at = 0; NumberedMessage.First(octets.AsSpan(at)) is { IsEmpty: false } message; at += message.Length)
                {
                    if (NumberedMessage.HasData(message)) numbers.Add(NumberedMessage.Header(message).SequenceNumber);
                }

                return numbers;
            }
        }

        public Task ReadyAsync() => QueuedTransportTests.UntilAsync(() => File.ReadAllText("/proc/net/udp").Contains($":{EndPoint.Port:X4} ", StringComparison.Ordinal));

        public Task UntilAsync(Func<List<uint>, bool> condition) => QueuedTransportTests.UntilAsync(() => condition(Numbers));

        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            _process.Kill();
            _process.WaitForExit();
#pragma warning disable VSTHRD002 // The pipe ended with the process.
            _reading.Wait();
#pragma warning restore VSTHRD002
            _process.Dispose();
        }

        private async Task ReadAsync()
        {
            byte[] buffer = new byte[65536];
            while (await _process.StandardOutput.BaseStream.ReadAsync(buffer) is > 0 and var read)
            {
                lock (_output) _output.Write(buffer.AsSpan(0, read));
            }
        }
    }

    /// <summary>Carries datagrams between a client and a server, but for some of the client's.</summary>
    private sealed class LossyRelay : IDisposable
    {
        private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly Socket _far = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        private readonly HashSet<int> _toLose;
        private EndPoint _client = new IPEndPoint(IPAddress.Any, 0);

        public LossyRelay(IPEndPoint server, int[] lost)
        {
            _toLose = [.. lost];
            _near.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _far.Connect(server);
            EndPoint = (IPEndPoint)_near.LocalEndPoint!;
            _ = Task.Run(ForwardAsync);
            _ = Task.Run(BackwardAsync);
        }

        public IPEndPoint EndPoint { get; }

        public int Lost { get; private set; }

        public void Dispose()
        {
            _near.Dispose();
            _far.Dispose();
        }

        private async Task ForwardAsync()
        {
            byte[] buffer = new byte[65536];
            for (int number = 0; ; number++)
            {
                SocketReceiveFromResult result = await _near.ReceiveFromAsync(buffer, _client);
                _client = result.RemoteEndPoint;
                if (_toLose.Contains(number)) Lost++;
                else await _far.SendAsync(buffer.AsMemory(0, result.ReceivedBytes));
            }
        }

        private async Task BackwardAsync()
        {
            byte[] buffer = new byte[65536];
            while (true)
            {
                int length = await _far.ReceiveAsync(buffer);
                await _near.SendToAsync(buffer.AsMemory(0, length), _client);
            }
        }
    }
}
