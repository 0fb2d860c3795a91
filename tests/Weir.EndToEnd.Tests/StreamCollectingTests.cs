using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What goes by TCP, TLS and DTLS, and to several receivers by UDP, is in the archive with the totals that tshark counts.</summary>
public sealed class StreamCollectingTests(RecordedTraffic traffic)
{
    [Fact]
    public void Exporters_by_tcp_tls_and_udp_at_once_arrive_whole()
    {
        using var directory = new TemporaryDirectory();
        using var certificates = new TestCertificates();
        (string certificate, string key) = certificates.Issue();
        (string own, string ownKey) = certificates.Issue("exporter.test");
        (int tcp, int tls, int udp) = (FreePortOfTcp(), FreePortOfTcp(), FreePort.Udp());
        using RunningTool collector = WeirProgram.Start(
            "collect", "--listen", $"ipfix+tcp://127.0.0.1:{tcp},ipfix+tls://127.0.0.1:{tls},netflow://127.0.0.1:{udp}", "--archive", directory["archive"],
            "--tls-cert", certificate, "--tls-key", key, "--tls-client-ca", certificates.CaFile, "--receivers", "2");
        collector.WaitForText($"listening on tls 127.0.0.1:{tls}", TimeSpan.FromSeconds(30));

        string[] by = [$"ipfix+tcp://127.0.0.1:{tcp}", $"ipfix+tls://127.0.0.1:{tls}", $"netflow9://127.0.0.1:{udp}"];
        foreach (string to in by)
            WeirProgram.Output("export", "-r", traffic.Capture, "--to", to, "--tls-ca", certificates.CaFile, "--tls-cert", own, "--tls-key", ownKey);
        ToolResult stranger = WeirProgram.Run("export", "-r", traffic.Capture, "--to", by[1], "--tls-ca", certificates.CaFile);
        ToolResult ended = collector.Stop();

        Assert.NotEqual(0, stranger.ExitCode);
        Assert.Contains("it shows no certificate", ended.Error, StringComparison.Ordinal);
        Assert.Contains("3 connections, 1 refused in the handshake", ended.Error, StringComparison.Ordinal);
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        (_, long packets, long bytes) = ArchiveSums.Total(directory["archive"]);
        Assert.Equal((by.Length * truth.Values.Sum(static sum => sum.Packets), by.Length * truth.Values.Sum(static sum => sum.Bytes)), (packets, bytes));
    }

    [Fact]
    public void An_exporter_by_tls_whose_certificate_nobody_known_signed_is_refused_and_logged_by_name()
    {
        using var directory = new TemporaryDirectory();
        using var certificates = new TestCertificates();
        using var strangers = new TestCertificates();
        (string certificate, string key) = certificates.Issue();
        (string foreign, string foreignKey) = strangers.Issue("stranger.test");
        int port = FreePortOfTcp();
        using RunningTool collector = WeirProgram.Start(
            "collect", "--listen", $"ipfix+tls://127.0.0.1:{port}", "--archive", directory["archive"], "--tls-cert", certificate, "--tls-key", key, "--tls-client-ca", certificates.CaFile);
        collector.WaitForText($"listening on tls 127.0.0.1:{port}", TimeSpan.FromSeconds(30));
        ToolResult stranger = WeirProgram.Run("export", "-r", traffic.Capture, "--to", $"ipfix+tls://127.0.0.1:{port}", "--tls-ca", certificates.CaFile, "--tls-cert", foreign, "--tls-key", foreignKey);
        ToolResult ended = collector.Stop();
        Assert.NotEqual(0, stranger.ExitCode);
        Assert.Contains("stranger.test is signed by none of those in ", ended.Error, StringComparison.Ordinal);
        Assert.Contains("weir: 0 datagrams received, 0 flow records archived", ended.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Exporters_by_dtls_arrive_whole_and_a_stranger_is_refused_and_logged()
    {
        using var directory = new TemporaryDirectory();
        using var certificates = new TestCertificates();
        using var strangers = new TestCertificates();
        (string certificate, string key) = certificates.Issue();
        (string own, string ownKey) = certificates.Issue("exporter.test");
        (string foreign, string foreignKey) = strangers.Issue("stranger.test");
        int port = FreePort.Udp();
        using RunningTool collector = WeirProgram.Start(
            "collect", "--listen", $"ipfix+dtls://127.0.0.1:{port}", "--archive", directory["archive"], "--tls-cert", certificate, "--tls-key", key, "--tls-client-ca", certificates.CaFile);
        collector.WaitForText($"listening on dtls 127.0.0.1:{port}", TimeSpan.FromSeconds(30));

        string[] to = ["export", "-r", traffic.Capture, "--to", $"ipfix+dtls://127.0.0.1:{port}", "--tls-ca", certificates.CaFile];
        for (int turn = 0; turn < 2; turn++) WeirProgram.Output([.. to, "--tls-cert", own, "--tls-key", ownKey]);
        ToolResult stranger = WeirProgram.Run([.. to, "--tls-cert", foreign, "--tls-key", foreignKey]);
        ToolResult ended = collector.Stop();

        Assert.NotEqual(0, stranger.ExitCode);
        Assert.Contains("its certificate is refused: ", ended.Error, StringComparison.Ordinal);
        IReadOnlyDictionary<int, (long Packets, long Bytes)> truth = TsharkCount.Of(traffic.Capture).ByProtocol;
        (_, long packets, long bytes) = ArchiveSums.Total(directory["archive"]);
        Assert.Equal((2 * truth.Values.Sum(static sum => sum.Packets), 2 * truth.Values.Sum(static sum => sum.Bytes)), (packets, bytes));
    }

    private static int FreePortOfTcp()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
