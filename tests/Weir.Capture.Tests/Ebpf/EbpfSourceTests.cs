using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.Capture.Ebpf;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.Ebpf;

/// <summary>The programs in the kernel of this machine, on traffic of known processes between two namespaces.</summary>
public sealed class EbpfSourceTests
{
    private const int EthernetHeader = 14;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Packets_and_octets_equal_the_interface_s_own_counters()
    {
        using NamespacePair pair = NamespacePair.Create();
        Tool.Require("iperf3", "ping");
        var options = new EbpfOptions { Interfaces = [NamespacePair.LeftInterface], ActiveTimeout = TimeSpan.FromSeconds(1) };
        (List<RecordedFlow> flows, RunningMeter meter, InterfaceCounts least, InterfaceCounts most) = MeterTraffic(pair, options);

        long packets = flows.Sum(flow => (long)flow.Packets);
        long octets = flows.Sum(flow => (long)flow.Octets);
        Assert.InRange(packets + meter.Metrics.NotIp, least.Packets, most.Packets);
        // What is not IP here is ARP: 28 octets, and 14 of Ethernet.
        Assert.InRange(octets + packets * EthernetHeader + meter.Metrics.NotIp * (EthernetHeader + 28), least.Octets, most.Octets);
        Assert.Equal(0, meter.Metrics.Drops);
        Assert.Contains(flows, flow => flow.Protocol == 1);
        Assert.Contains(flows, flow => flow.Protocol == 58);
    }

    [Fact]
    public void A_flow_is_of_the_process_that_makes_or_accepts_its_connection()
    {
        using NamespacePair pair = NamespacePair.Create();
        Tool.Require("iperf3");
        // This one is there before the programs are: it is found by the scan.
        using RunningTool server = StartServer(pair.Left, 5201);
        using var meter = new RunningMeter(pair.Left, new EbpfOptions { Interfaces = [NamespacePair.LeftInterface] });
        using RunningTool later = StartServer(pair.Left, 5202);
        Assert.Equal(0, RunClient(pair.Right, "10.77.0.1", 5201).ExitCode);
        Assert.Equal(0, RunClient(pair.Right, "10.77.0.1", 5202).ExitCode);
        using RunningTool far = StartServer(pair.Right, 5203);
        Assert.Equal(0, RunClient(pair.Left, "fd77::2", 5203).ExitCode);
        List<RecordedFlow> flows = meter.Stop();

        List<RecordedFlow> tcp = [.. flows.Where(flow => flow.Protocol == 6)];
        Assert.NotEmpty(tcp);
        Assert.All(tcp, flow => Assert.Equal("iperf3", flow.ProcessName));
        foreach ((int port, RunningTool owner) in ((int, RunningTool)[])[(5201, server), (5202, later)])
        {
            RecordedFlow[] its = [.. tcp.Where(flow => flow.SourcePort == port || flow.DestinationPort == port)];
            Assert.Contains(its, flow => flow.IsOutgoing);
            Assert.Contains(its, flow => !flow.IsOutgoing);
            Assert.All(its, flow => Assert.Equal((uint)owner.Id, flow.Process));
        }

        Assert.All(tcp.Where(flow => flow.SourcePort == 5203 || flow.DestinationPort == 5203), flow => Assert.NotEqual((uint)far.Id, flow.Process));
        Assert.Contains(tcp, flow => flow.RoundTripUs > 0);
    }

    [Fact]
    public void Flows_without_room_in_the_map_are_told_packet_by_packet()
    {
        using NamespacePair pair = NamespacePair.Create();
        Tool.Require("iperf3", "ping");
        var options = new EbpfOptions { Interfaces = [NamespacePair.LeftInterface], MaxFlows = 2, FindsProcesses = false };
        (List<RecordedFlow> flows, RunningMeter meter, InterfaceCounts least, InterfaceCounts most) = MeterTraffic(pair, options);

        Assert.True(meter.Metrics.Overflows > 0, "nothing overflowed");
        Assert.InRange(flows.Sum(flow => (long)flow.Packets) + meter.Metrics.NotIp + meter.Metrics.Drops, least.Packets, most.Packets);
    }

    [Fact]
    public void Times_are_those_of_the_packets()
    {
        using NamespacePair pair = NamespacePair.Create();
        Tool.Require("ping");
        long before = NowNs();
        using var meter = new RunningMeter(pair.Left, new EbpfOptions { Interfaces = [NamespacePair.LeftInterface] });
        NamespacePair.Output(pair.Left, "ping", "-c", "3", "-i", "0.2", "10.77.0.2");
        long after = NowNs();
        RecordedFlow requests = Assert.Single(meter.Stop(), flow => flow is { Protocol: 1, IsOutgoing: true });

        Assert.Equal(3UL, requests.Packets);
        Assert.Equal(3UL * 84, requests.Octets);
        Assert.InRange(requests.StartNs, before, after);
        Assert.InRange(requests.EndNs, requests.StartNs + 350_000_000, after + 1_000_000);
    }

    [Fact]
    public void The_time_to_a_name_server_s_answer_is_measured()
    {
        var delay = TimeSpan.FromMilliseconds(80);
        using NamespacePair pair = NamespacePair.Create();
        using var meter = new RunningMeter(pair.Left, new EbpfOptions { Interfaces = [NamespacePair.LeftInterface], MeasuresDns = true });
        using var ready = new ManualResetEventSlim();
        Thread server = NamespacePair.Run(pair.Right, () =>
        {
            using var socket = new UdpClient(new IPEndPoint(IPAddress.Any, 53));
            socket.Client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            ready.Set();
            IPEndPoint from = new(IPAddress.Any, 0);
            byte[] message = socket.Receive(ref from);
            Thread.Sleep(delay); // what is to be measured
            message[2] |= 0x80;
            socket.Send(message, from);
        });
        ready.Wait(Patience, TestContext.Current.CancellationToken);
        NamespacePair.Run(pair.Left, () =>
        {
            using var socket = new UdpClient();
            socket.Client.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            // A question for the address of the root.
            byte[] query = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1];
            socket.Send(query, new IPEndPoint(IPAddress.Parse("10.77.0.2"), 53));
            IPEndPoint from = new(IPAddress.Any, 0);
            socket.Receive(ref from);
        }).Join();
        server.Join();
        RecordedFlow answered = Assert.Single(meter.Stop(), flow => flow.DnsLatencyUs > 0);

        Assert.InRange(answered.DnsLatencyUs, delay.TotalMicroseconds, 10 * delay.TotalMicroseconds);
    }

    [Fact]
    public void Nothing_stays_attached()
    {
        using NamespacePair pair = NamespacePair.Create();
        Tool.Require("bpftool");
        HashSet<string> mine;
        HashSet<string> others = LoadedPrograms(pair.Left);
        using (new RunningMeter(pair.Left, new EbpfOptions { Interfaces = [NamespacePair.LeftInterface] }))
        {
            mine = LoadedPrograms(pair.Left);
            mine.ExceptWith(others);
            Assert.NotEmpty(mine);
        }

        // The kernel lets a detached program go a little after its last descriptor was closed.
        Assert.True(SpinWait.SpinUntil(() => !LoadedPrograms(pair.Left).Overlaps(mine), Patience), "programs stay attached");
    }

    [Fact]
    public void An_interface_that_is_not_there_is_refused()
    {
        Tool.RequireRoot();
        var failure = Assert.Throws<EbpfException>(() => EbpfSource.Open(new EbpfOptions { Interfaces = ["nowhere0"] }, TimeProvider.System, _ => { }));
        Assert.Equal("eBPF: there is no interface 'nowhere0'.", failure.Message);
    }

    /// <summary>The lines by which the kernel tells the programs at the interfaces' way in, with their numbers; it tells those of the whole machine.</summary>
    private static HashSet<string> LoadedPrograms(string name) =>
        [.. NamespacePair.Output(name, "bpftool", "prog", "show").Split('\n').Where(static line => line.Contains("flows_ingress", StringComparison.Ordinal))];

    private static long NowNs() => (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static RunningTool StartServer(string name, int port)
    {
        RunningTool server = NamespacePair.Start(name, "iperf3", "-s", "-p", port.ToString(CultureInfo.InvariantCulture), "--forceflush");
        server.WaitForText("Server listening", Patience);
        return server;
    }

    private static ToolResult RunClient(string name, string address, int port, params string[] more) => Tool.Run(
        "ip", ["netns", "exec", name, "iperf3", "-c", address, "-p", port.ToString(CultureInfo.InvariantCulture), "-n", "2M", .. more]);

    private static void RunTraffic(NamespacePair pair)
    {
        using RunningTool server = StartServer(pair.Right, 5201);
        Assert.Equal(0, RunClient(pair.Left, "10.77.0.2", 5201).ExitCode);
        Assert.Equal(0, RunClient(pair.Left, "fd77::2", 5201, "-R").ExitCode);
        Assert.Equal(0, RunClient(pair.Left, "10.77.0.2", 5201, "-u", "-b", "100M").ExitCode);
        NamespacePair.Output(pair.Left, "ping", "-c", "5", "-i", "0.01", "10.77.0.2");
        NamespacePair.Output(pair.Left, "ping", "-c", "5", "-i", "0.01", "fd77::2");
    }

    /// <summary>
    /// Records of traffic, and what the interface counted: at least what passed while the programs surely ran, at most what passed while they may have run.
    /// The kernel sends IPv6's own packets when it likes, and most often there are none between.
    /// </summary>
    private static (List<RecordedFlow> Flows, RunningMeter Meter, InterfaceCounts Least, InterfaceCounts Most) MeterTraffic(NamespacePair pair, EbpfOptions options)
    {
        InterfaceCounts before = Counts(pair.Left);
        using var meter = new RunningMeter(pair.Left, options);
        InterfaceCounts begin = Counts(pair.Left);
        RunTraffic(pair);
        InterfaceCounts end = Counts(pair.Left);
        List<RecordedFlow> flows = meter.Stop();
        InterfaceCounts after = Counts(pair.Left);
        return (flows, meter, end - begin, after - before);
    }

    private static InterfaceCounts Counts(string name)
    {
        long[] values = [.. ((string[])["rx_packets", "tx_packets", "rx_bytes", "tx_bytes"]).Select(file => long.Parse(
            NamespacePair.Output(name, "cat", $"/sys/class/net/{NamespacePair.LeftInterface}/statistics/{file}"), CultureInfo.InvariantCulture))];
        return new(values[0] + values[1], values[2] + values[3]);
    }

    private readonly record struct InterfaceCounts(long Packets, long Octets)
    {
        public static InterfaceCounts operator -(InterfaceCounts a, InterfaceCounts b) => new(a.Packets - b.Packets, a.Octets - b.Octets);
    }
}
