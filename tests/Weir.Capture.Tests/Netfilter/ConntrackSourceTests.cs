using System.Diagnostics;
using Weir.Capture.Conntrack;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.Netfilter;

/// <summary>The kernel's own connections; the counters of nftables rules, which see the same packets, are the truth.</summary>
public sealed class ConntrackSourceTests
{
    private const string CountTracked = """
        table inet truth {
          counter tracked { }
          chain out {
            type filter hook output priority filter; policy accept;
            ct state new,established,related counter name tracked
          }
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Sums_over_thousands_of_short_flows_are_those_of_nftables(bool withTimes, bool biflow) => InPrivateNetwork(() =>
    {
        Nftables.Apply(CountTracked);
        if (!withTimes) File.WriteAllText("/proc/sys/net/netfilter/nf_conntrack_timestamp", "0");
        File.WriteAllText("/proc/sys/net/netfilter/nf_conntrack_acct", "1");
        if (withTimes) File.WriteAllText("/proc/sys/net/netfilter/nf_conntrack_timestamp", "1");
        // Looks once a second, so that flows begin and end within them and across them.
        using ConntrackSource source = Open(new ConntrackOptions { ActiveTimeout = TimeSpan.FromSeconds(1), Biflow = biflow }, out List<string> said);
        FlowList flows = new();
        using (new Running(source, biflow ? new UniflowSink(flows) : flows))
        {
            for (int round = 0; round < 6; round++)
            {
                LoopbackTraffic.Udp(400, 2, 7000);
                LoopbackTraffic.Tcp(100, 7001);
                if (round % 2 == 1) Tool.Run("conntrack", ["-F"]);
                LoopbackTraffic.Udp(100, 2, 7002);
            }

            Await(() => source.Metrics.Dumps > 3);
        }

        Assert.Equal(Nftables.Counter("truth", "tracked"), flows.Sum);
        Assert.Equal((0, 0, 0, 0), (source.Metrics.Overruns, source.Metrics.LostEnds, source.Metrics.Malformed, source.Metrics.Uncounted));
        Assert.True(source.HasEvents);
        Assert.Equal(withTimes ? 0 : 1, said.Count);
        Assert.All(flows.Rows, row => Assert.True(row.StartNs <= row.EndNs));
        // Begins and ends by the kernel's own clock, to the microsecond.
        if (withTimes) Assert.Contains(flows.Rows, row => row.Reason == 1 && row.StartNs % 1000 != 0 && row.EndNs > row.StartNs);
    });

    [Fact]
    public void What_was_there_before_is_left_out_and_what_comes_then_is_not() => InPrivateNetwork(() =>
    {
        Nftables.Apply(CountTracked);
        File.WriteAllText("/proc/sys/net/netfilter/nf_conntrack_acct", "1");
        LoopbackTraffic.Udp(10, 5, 7000);
        (ulong Packets, ulong Octets) before = Nftables.Counter("truth", "tracked");
        FlowList flows = new();
        using ConntrackSource source = Open(new ConntrackOptions());
        using (new Running(source, flows)) LoopbackTraffic.Udp(20, 5, 7000);
        (ulong Packets, ulong Octets) after = Nftables.Counter("truth", "tracked");
        Assert.Equal((after.Packets - before.Packets, after.Octets - before.Octets), flows.Sum);
    });

    [Fact]
    public void Lost_events_are_counted_and_do_not_count_anything_twice() => InPrivateNetwork(() =>
    {
        Nftables.Apply(CountTracked);
        File.WriteAllText("/proc/sys/net/netfilter/nf_conntrack_acct", "1");
        FlowList flows = new();
        using ConntrackSource source = Open(new ConntrackOptions { BufferOctets = 4096 });
        // Nobody reads the events of these.
        LoopbackTraffic.Udp(500, 1, 7000);
        Tool.Output("conntrack", "-F");
        using (new Running(source, flows))
        {
            LoopbackTraffic.Udp(10, 5, 7000);
            Await(() => source.Metrics.Overruns > 0 && source.Metrics.Dumps > 1);
        }

        (ulong Packets, ulong Octets) all = Nftables.Counter("truth", "tracked");
        Assert.InRange(flows.Sum.Packets, 100UL, all.Packets - 1);
        Assert.True(flows.Rows.Length < 1000);
    });

    [Fact]
    public void Reliable_events_lose_nothing_in_the_smallest_buffer() => InPrivateNetwork(() =>
    {
        Nftables.Apply(CountTracked);
        File.WriteAllText("/proc/sys/net/netfilter/nf_conntrack_acct", "1");
        FlowList flows = new();
        using ConntrackSource source = Open(new ConntrackOptions { BufferOctets = 4096, Reliable = true });
        LoopbackTraffic.Udp(500, 1, 7000);
        Tool.Output("conntrack", "-F");
        (ulong Packets, ulong Octets) all = Nftables.Counter("truth", "tracked");
        using (new Running(source, flows)) Await(() => flows.Sum.Packets >= all.Packets);
        Assert.Equal(all, flows.Sum);
        Assert.Equal(0, source.Metrics.Overruns);
    });

    [Fact]
    public void Refused_events_leave_looks_and_one_line() => InPrivateNetwork(() =>
    {
        Nftables.Apply(CountTracked);
        List<string> said = [];
        var options = new ConntrackOptions { ActiveTimeout = TimeSpan.FromSeconds(1), SetsSysctls = true };
        using ConntrackSource source = ConntrackSource.Open(options, TimeProvider.System, said.Add, static (_, _) => 1);
        FlowList flows = new();
        using (new Running(source, flows))
        {
            LoopbackTraffic.Udp(50, 2, 7000);
            Await(() => source.Metrics.Dumps > 2);
            LoopbackTraffic.Udp(50, 2, 7000);
        }

        Assert.False(source.HasEvents);
        Assert.StartsWith("conntrack: events are refused (Operation not permitted)", Assert.Single(said), StringComparison.Ordinal);
        // None ended meanwhile.
        Assert.Equal(Nftables.Counter("truth", "tracked"), flows.Sum);
    });

    [Fact]
    public void Missing_sysctls_are_said_or_set() => InPrivateNetwork(() =>
    {
        Nftables.Apply(CountTracked);
        using (Open(new ConntrackOptions(), out List<string> said))
            Assert.Contains(said, line => line.Contains("net.netfilter.nf_conntrack_acct=1", StringComparison.Ordinal));
        using (Open(new ConntrackOptions { SetsSysctls = true }, out List<string> said)) Assert.Empty(said);
        Assert.Equal("1", File.ReadAllText("/proc/sys/net/netfilter/nf_conntrack_acct").Trim());
    });

    [Fact]
    public void Zones_marks_labels_and_translations_are_those_of_the_kernel() => InPrivateNetwork(() =>
    {
        PrivateNetwork.Ip("address add 10.3.0.1/32 dev lo");
        PrivateNetwork.Ip("route add default dev lo");
        Nftables.Apply("""
            table inet rules {
              chain zones {
                type filter hook output priority raw;
                udp dport 7000 ct zone set 7
                udp sport 7000 ct zone set 7
              }
              chain marks {
                type filter hook output priority filter;
                ct state new ct mark set 0x1234
              }
              chain translations {
                type nat hook output priority -100;
                ip daddr 10.99.0.1 tcp dport 80 dnat ip to 10.3.0.1:7001
              }
            }
            """);
        FlowList flows = new();
        using ConntrackSource source = Open(new ConntrackOptions { SetsSysctls = true, TranslationEvents = true, Translations = true });
        using (new Running(source, flows))
        {
            LoopbackTraffic.Udp(1, 1, 7000);
            LoopbackTraffic.TcpThrough("10.99.0.1", 80, "10.3.0.1", 7001);
            Tool.Output("conntrack", "-F");
            Await(() => flows.Rows.Any(row => row.NatEvent == 5));
        }

        FlowList.Row[] rows = flows.Rows;
        Assert.All(rows, row => Assert.Equal(0x1234u, row.Mark));
        Assert.All(rows.Where(row => row.Protocol == 17), row => Assert.Equal((ushort?)7, row.Zone));
        FlowList.Row begin = rows.Single(row => row.NatEvent == 4), end = rows.Single(row => row.NatEvent == 5);
        Assert.Equal((0UL, "10.99.0.1", (ushort?)80, "10.3.0.1", (ushort?)7001), (begin.Packets, begin.Destination.ToString(), begin.DestinationPort, begin.PostDestination!.Value.ToString(), begin.PostDestinationPort));
        Assert.True(end.Packets > 3);
        FlowList.Row answer = rows.Single(row => row.Source.ToString() == "10.3.0.1" && row.SourcePort == 7001);
        Assert.Equal(("10.99.0.1", (ushort?)80), (answer.PostSource!.Value.ToString(), answer.PostSourcePort));
    });

    [Fact]
    public void Events_allocate_nothing() => InPrivateNetwork(() =>
    {
        Nftables.Apply(CountTracked);
        using ConntrackSource source = Open(new ConntrackOptions { Events = ConntrackEvents.BeginsAndEnds, SetsSysctls = true });
        source.Attach(new Nobody());
        byte[] ends = RecordedMessages.TranslatedEnds, dumped = RecordedMessages.ZoneAndLabelInDump, echo = RecordedMessages.EchoEnds;
        void Take()
        {
            for (int i = 0; i < 2000; i++)
            {
                source.Take(ends);
                source.Take(dumped);
                source.Take(echo);
            }
        }

        Take();
        AllocationBudget.Check("capture/conntrack: work through events", Take);
        Assert.True(source.Metrics.Records > 6000);
    });

    private static ConntrackSource Open(ConntrackOptions options) => Open(options, out _);

    private static ConntrackSource Open(ConntrackOptions options, out List<string> said)
    {
        List<string> lines = [];
        said = lines;
        return ConntrackSource.Open(options, TimeProvider.System, lines.Add);
    }

    private static void InPrivateNetwork(Action test)
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        Tool.Require("nft", "conntrack");
        PrivateNetwork.Run(test);
    }

    private static void Await(Func<bool> isSo)
    {
        for (long start = Stopwatch.GetTimestamp(); !isSo();)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "did not come about in time");
            Thread.Sleep(5); // between looks
        }
    }

    private sealed class Nobody : Flows.Pipeline.IFlowSink
    {
        public void Write(Flows.Batches.FlowBatch batch)
        {
        }
    }

    /// <summary>A source at work on a thread of its own until disposed.</summary>
    private sealed class Running : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Thread _thread;
        private Exception? _failure;

        public Running(ConntrackSource source, IFlowSink flows)
        {
            _thread = new Thread(() =>
            {
                try
                {
                    source.Run(flows, _stop.Token);
                }
                catch (Exception failure)
                {
                    _failure = failure;
                }
            });
            _thread.Start();
        }

        public void Dispose()
        {
            _stop.Cancel();
            _thread.Join();
            _stop.Dispose();
            Assert.Null(_failure);
        }
    }
}
