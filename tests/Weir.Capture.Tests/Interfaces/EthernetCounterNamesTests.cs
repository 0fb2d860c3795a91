using Weir.Capture.Interfaces;
using Weir.Capture.Interop;
using Weir.Flows.Interfaces;
using Weir.Testing.Networks;
using Weir.Testing.Processes;

namespace Weir.Capture.Tests.Interfaces;

/// <summary>
/// Drivers' counters by name. The lists are parts of what <c>ethtool -S</c> shows with each driver, from the drivers' string tables in Linux 6.1
/// (e1000e/ethtool.c, ixgbe_ethtool.c, mlx5 en_stats.c, virtio_net.c); each counter's value is its place in the list.
/// </summary>
public sealed class EthernetCounterNamesTests
{
    private const string E1000e =
        "rx_packets tx_packets rx_bytes tx_bytes rx_broadcast tx_broadcast rx_multicast tx_multicast rx_errors tx_errors tx_dropped multicast collisions rx_length_errors rx_over_errors rx_crc_errors rx_frame_errors rx_no_buffer_count rx_missed_errors tx_aborted_errors tx_carrier_errors tx_fifo_errors tx_heartbeat_errors tx_window_errors tx_abort_late_coll tx_deferred_ok tx_single_coll_ok tx_multi_coll_ok tx_timeout_count tx_restart_queue rx_long_length_errors rx_short_length_errors rx_align_errors";

    private const string Ixgbe =
        "rx_packets tx_packets rx_bytes tx_bytes rx_pkts_nic tx_pkts_nic rx_bytes_nic tx_bytes_nic lsc_int tx_busy non_eop_descs rx_errors tx_errors rx_dropped tx_dropped multicast broadcast rx_no_buffer_count collisions rx_over_errors rx_crc_errors rx_frame_errors hw_rsc_aggregated hw_rsc_flushed fdir_match fdir_miss fdir_overflow rx_fifo_errors rx_missed_errors tx_aborted_errors tx_carrier_errors tx_fifo_errors tx_heartbeat_errors tx_timeout_count tx_restart_queue rx_length_errors rx_long_length_errors rx_short_length_errors";

    private const string Mlx5 =
        "rx_packets rx_bytes tx_packets tx_bytes tx_packets_phy rx_packets_phy rx_crc_errors_phy tx_bytes_phy rx_bytes_phy tx_multicast_phy tx_broadcast_phy rx_multicast_phy rx_broadcast_phy rx_in_range_len_errors_phy rx_out_of_range_len_phy rx_oversize_pkts_phy rx_symbol_err_phy tx_mac_control_phy rx_discards_phy tx_discards_phy tx_errors_phy";

    private const string VirtioNet = "rx_queue_0_packets rx_queue_0_bytes rx_queue_0_drops rx_queue_0_xdp_packets rx_queue_0_kicks tx_queue_0_packets tx_queue_0_bytes tx_queue_0_kicks tx_queue_0_tx_timeouts";

    [Fact]
    public void E1000e_tells_nearly_all()
    {
        (NetworkInterface link, Func<string, ulong?> at) = Read(E1000e);

        Assert.Equal(
            new EthernetCounters(at("rx_align_errors")!.Value, at("rx_crc_errors")!.Value, at("tx_carrier_errors")!.Value)
            {
                SingleCollisions = at("tx_single_coll_ok"),
                MultipleCollisions = at("tx_multi_coll_ok"),
                DeferredTransmissions = at("tx_deferred_ok"),
                LateCollisions = at("tx_abort_late_coll"),
                ExcessiveCollisions = at("tx_aborted_errors"),
                FramesTooLong = at("rx_long_length_errors"),
            },
            link.Ethernet);
        Assert.Equal((at("rx_broadcast"), at("tx_broadcast"), at("tx_multicast")), (link.In.Broadcast, link.Out.Broadcast, link.Out.Multicast));
    }

    [Fact]
    public void Ixgbe_counts_broadcasts_that_come_only()
    {
        (NetworkInterface link, Func<string, ulong?> at) = Read(Ixgbe);

        Assert.Equal((at("rx_crc_errors"), at("rx_long_length_errors")), (link.Ethernet!.Value.FcsErrors, link.Ethernet.Value.FramesTooLong));
        Assert.Equal((at("broadcast"), null, null), (link.In.Broadcast, link.Out.Broadcast, link.Out.Multicast));
    }

    [Fact]
    public void Mlx5_tells_those_of_the_wire()
    {
        (NetworkInterface link, Func<string, ulong?> at) = Read(Mlx5);

        Assert.Equal(
            new EthernetCounters(100, at("rx_crc_errors_phy")!.Value, 102)
            {
                InternalTransmitErrors = at("tx_errors_phy"),
                FramesTooLong = at("rx_oversize_pkts_phy"),
                SymbolErrors = at("rx_symbol_err_phy"),
            },
            link.Ethernet);
        Assert.Equal((at("rx_broadcast_phy"), at("tx_broadcast_phy"), at("tx_multicast_phy")), (link.In.Broadcast, link.Out.Broadcast, link.Out.Multicast));
    }

    [Fact]
    public void A_driver_that_tells_none_leaves_what_the_system_knows()
    {
        (NetworkInterface link, _) = Read(VirtioNet);

        Assert.Equal(new EthernetCounters(100, 101, 102), link.Ethernet);
        Assert.Null(link.In.Broadcast);
    }

    [Fact]
    public void A_driver_is_asked_as_ethtool_asks_it()
    {
        Assert.SkipWhen(PrivateNetwork.Obstacle is not null, PrivateNetwork.Obstacle ?? "");
        Tool.Require("ethtool");
        PrivateNetwork.Run(() =>
        {
            PrivateNetwork.Cable("one", "other");
            using SocketDescriptor socket = LibC.Socket(2, 2, 0);
            var statistics = new EthernetStatistics(socket);
            List<string> read = [];
            statistics.Read("one", (name, value) => read.Add($"{name}: {value}"));
            string[] told = [.. Tool.Output("ethtool", "-S", "one").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Skip(1)];
            Assert.NotEmpty(told);
            Assert.Equal(told, read);
            int before = read.Count;
            statistics.Read("none", (name, _) => read.Add(name));
            statistics.Read("lo", (name, _) => read.Add(name));
            statistics.Read(new string('x', 40), (name, _) => read.Add(name));
            Assert.Equal(before, read.Count);
        });
    }

    private static (NetworkInterface Link, Func<string, ulong?> At) Read(string names)
    {
        string[] all = names.Split(' ');
        var link = new NetworkInterface { Index = 1, Name = "eth0", Ethernet = new(100, 101, 102) };
        NetworkInterface read = EthernetCounterNames.Read(link, take =>
        {
            for (int i = 0; i < all.Length; i++) take(all[i], (ulong)i);
        });
        return (read, name => (ulong)Array.IndexOf(all, name));
    }
}
