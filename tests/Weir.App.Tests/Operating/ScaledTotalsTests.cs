using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Operating;

/// <summary>pmacct's collector multiplies by the rate it is told in-band; its totals are those of the traffic.</summary>
public sealed class ScaledTotalsTests
{
    private const int Packets = 8000;
    private const int Octets = 128;

    private static readonly string Weir = Path.Combine(AppContext.BaseDirectory, "weir");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("netflow5")]
    [InlineData("netflow9")]
    [InlineData("ipfix")]
    public void Totals_are_those_before_sampling(string protocol)
    {
        Tool.Require("nfacctd");
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["traffic.pcap"], PcapWriter.File(Enumerable.Range(0, Packets).Select(static i =>
            FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.1.2").Udp((ushort)(1000 + i % 48), 53).Payload(Octets - 28).Build())));
        int port = FreePort();
        File.WriteAllText(directory["nfacctd.conf"], string.Create(CultureInfo.InvariantCulture, $"""
            daemonize: false
            nfacctd_ip: 127.0.0.1
            nfacctd_port: {port}
            nfacctd_renormalize: true
            plugins: print
            aggregate: proto
            print_refresh_time: 2
            print_output: csv
            print_output_file: {directory["totals.csv"]}
            print_output_file_append: true

            """));
        using RunningTool collector = RunningTool.Start("nfacctd", ["-f", directory["nfacctd.conf"]]);
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText("/proc/net/udp").Contains(string.Create(CultureInfo.InvariantCulture, $"0100007F:{port:X4} "), StringComparison.Ordinal), Limit), "nfacctd does not listen");

        Tool.Output(Weir, "export", "-r", directory["traffic.pcap"], "--to", string.Create(CultureInfo.InvariantCulture, $"{protocol}://127.0.0.1:{port}"), "--sampling-rate", "8");

        SpinWait.SpinUntil(() => Totals(directory["totals.csv"]).Packets >= Packets, Limit);
        Assert.Equal((Packets, Packets * Octets), Totals(directory["totals.csv"]));
    }

    // It writes each two seconds, so that what arrives between may be in two lines; the last one may still be being written.
    private static (int Packets, int Octets) Totals(string path)
    {
        if (!File.Exists(path)) return default;
        string text = File.ReadAllText(path);
        int[][] rows =
        [
            .. text[..(text.LastIndexOf('\n') + 1)].Split('\n').Where(static line => line.StartsWith("udp,", StringComparison.Ordinal))
                .Select(static line => line.Split(',')[1..].Select(static cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToArray()),
        ];
        return (rows.Sum(static row => row[0]), rows.Sum(static row => row[1]));
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
