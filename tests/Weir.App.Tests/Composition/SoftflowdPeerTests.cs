using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Packets;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Composition;

/// <summary>Command lines as people have them, run through softflowd and through Weir: what arrives is the same.</summary>
public sealed class SoftflowdPeerTests
{
    private static readonly string Weir = Path.Combine(AppContext.BaseDirectory, "weir");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    // softflowd calls a flow of both directions one; both tell collectors of each direction.
    [Theory]
    [InlineData("-v 5")]
    [InlineData("-v 9")]
    [InlineData("-v 10")]
    [InlineData("-v 10 -A milli -d -6")]
    [InlineData("-v 9 -T full -m 1000 -L 3 -P udp -a")]
    [InlineData("-v 9 -T proto")]
    [InlineData("-v 9 -T ip")]
    [InlineData("-v 5 -t maxlife=60 -t udp=10s -t general=1m")]
    [InlineData("-v 9 udp and port 53")]
    [InlineData("-v 10 not tcp")]
    public void Packets_and_octets_are_equal(string options)
    {
        Tool.Require("softflowd", "nfcapd", "nfdump");
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["traffic.pcap"], PcapWriter.File(Frames()));
        string[] words = options.Split(' ');

        Dictionary<string, long> theirs = Received(directory, "theirs", port => Tool.Output("softflowd",
            ["-r", directory["traffic.pcap"], "-n", $"127.0.0.1:{port}", "-d", "-p", directory["pid"], "-c", "none", .. words]));
        Dictionary<string, long> ours = Received(directory, "ours", port => Tool.Output(Weir,
            ["export", "-r", directory["traffic.pcap"], "-n", $"127.0.0.1:{port}", "-d", "-p", directory["pid"], "-c", "none", .. words]));

        Assert.Equal(theirs, ours);
        Assert.True(ours["Packets"] > 0);
    }

    [Fact]
    public void Softflowctl_steers_an_exporter() => InPrivate(directory =>
    {
        Tool.Require("softflowctl");
        using var collector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        collector.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)collector.LocalEndPoint!).Port;
        using RunningTool weir = RunningTool.Start(Weir, ["export", "-i", "lo", "-n", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), "-v", "9", "-c", directory["ctl"], "udp"]);
        weir.WaitForText("Ctrl-C ends", Limit);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(directory["ctl"]), Limit));
        using var listener = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.SendTo(new byte[7], (IPEndPoint)listener.Client.LocalEndPoint!);

        Assert.True(SpinWait.SpinUntil(() => Ask("dump-flows").Contains("127.0.0.1", StringComparison.Ordinal), Limit), "the flow was not told of");
        Assert.Contains("\"metered-packets\": 1", Ask("statistics"), StringComparison.Ordinal);
        Assert.Contains("\"status\": \"ok\"", Ask("stop-gather"), StringComparison.Ordinal);
        Assert.Contains("\"status\": \"ok\"", Ask("start-gather"), StringComparison.Ordinal);
        Assert.Contains("\"expired\": 1", Ask("expire-all"), StringComparison.Ordinal);
        Assert.Contains("\"deleted\": 0", Ask("delete-all"), StringComparison.Ordinal);
        Assert.Contains("\"status\": \"ok\"", Ask("send-template"), StringComparison.Ordinal);
        Assert.Contains("\"status\": \"ok\"", Ask("shutdown"), StringComparison.Ordinal);
        Assert.Equal(0, weir.WaitForEnd(Limit).ExitCode);

        string Ask(string verb) => Tool.Output("softflowctl", "-c", directory["ctl"], verb);
    });

    private static Dictionary<string, long> Received(TemporaryDirectory directory, string name, Action<int> export)
    {
        string archive = directory[name];
        Directory.CreateDirectory(archive);
        int port;
        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        }

        using (RunningTool nfcapd = RunningTool.Start("nfcapd", ["-b", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-w", archive]))
        {
            Assert.True(SpinWait.SpinUntil(() => IsBound(port), Limit), "nfcapd does not listen");
            export(port);
            UdpQueue.WaitUntilRead(port, Limit, nfcapd.Id);
            nfcapd.Stop();
        }

        string summary = Tool.Output("nfdump", "-R", archive, "-I");
        return summary.Split('\n').Select(static line => line.Split(": ", 2)).Where(static parts => parts.Length == 2 && parts[0] is "Packets" or "Bytes")
            .ToDictionary(static parts => parts[0], static parts => long.Parse(parts[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
    }

    private static bool IsBound(int port) =>
        File.ReadLines("/proc/net/udp").Any(line => line.Contains(string.Create(CultureInfo.InvariantCulture, $"0100007F:{port:X4} "), StringComparison.Ordinal));

    private static void InPrivate(Action<TemporaryDirectory> test)
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        using var directory = new TemporaryDirectory();
        PrivateNetwork.Run(() => test(directory));
    }

    // No frame is shorter than Ethernet's shortest: softflowd counts padding.
    private static IEnumerable<byte[]> Frames()
    {
        for (ushort i = 0; i < 300; i++)
        {
            yield return FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.1.2").Udp((ushort)(1000 + i % 40), 53).Payload(60 + i).Build();
            yield return FrameBuilder.Ethernet().Ipv4("10.0.1.2", "10.0.0.1").Udp(53, (ushort)(1000 + i % 40)).Payload(200 + i).Build();
            yield return FrameBuilder.Ethernet().Ipv4("10.0.0.3", "10.0.1.4").Tcp((ushort)(2000 + i % 7), 443).Payload(100).Build();
        }
    }
}
