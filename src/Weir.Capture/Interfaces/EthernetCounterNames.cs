using Weir.Flows.Interfaces;

namespace Weir.Capture.Interfaces;

/// <summary>
/// Which counters of a driver mean one of dot3StatsTable (RFC 3635) or a broadcast packet: the drivers have no common names. The first
/// name of a row that a driver has counts; names are those of e1000e, igb, ixgbe, i40e, ice, mlx5, tg3 and r8169. What no row has is not told.
/// </summary>
internal static class EthernetCounterNames
{
    private static readonly (string[] Names, Action<Found, ulong> Set)[] Rows =
    [
        (["rx_align_errors", "align_errors"], static (found, value) => found.Ethernet = found.Ethernet with { AlignmentErrors = value }),
        (["rx_crc_errors_phy", "rx_crc_errors", "rx_fcs_errors", "port.rx_crc_errors", "rx_crc_errors.nic"], static (found, value) => found.Ethernet = found.Ethernet with { FcsErrors = value }),
        (["tx_single_coll_ok", "tx_single_collisions"], static (found, value) => found.Ethernet = found.Ethernet with { SingleCollisions = value }),
        (["tx_multi_coll_ok", "tx_multi_collisions", "tx_mult_collisions"], static (found, value) => found.Ethernet = found.Ethernet with { MultipleCollisions = value }),
        (["tx_deferred_ok", "tx_deferred"], static (found, value) => found.Ethernet = found.Ethernet with { DeferredTransmissions = value }),
        (["tx_abort_late_coll", "tx_late_collisions", "tx_window_errors"], static (found, value) => found.Ethernet = found.Ethernet with { LateCollisions = value }),
        (["tx_excessive_collisions", "tx_aborted_errors"], static (found, value) => found.Ethernet = found.Ethernet with { ExcessiveCollisions = value }),
        (["tx_errors_phy", "tx_mac_errors"], static (found, value) => found.Ethernet = found.Ethernet with { InternalTransmitErrors = value }),
        (["tx_carrier_errors", "tx_carrier_sense_errors"], static (found, value) => found.Ethernet = found.Ethernet with { CarrierSenseErrors = value }),
        (["rx_oversize_pkts_phy", "rx_long_length_errors", "port.rx_oversize", "rx_oversize.nic", "rx_frame_too_long_errors"], static (found, value) => found.Ethernet = found.Ethernet with { FramesTooLong = value }),
        (["rx_symbol_err_phy", "port.illegal_bytes", "illegal_bytes.nic"], static (found, value) => found.Ethernet = found.Ethernet with { SymbolErrors = value }),
        (["rx_broadcast_phy", "rx_broadcast", "port.rx_broadcast", "rx_broadcast.nic", "rx_bcast_packets", "broadcast"], static (found, value) => found.BroadcastIn = value),
        (["tx_broadcast_phy", "tx_broadcast", "port.tx_broadcast", "tx_broadcast.nic", "tx_bcast_packets"], static (found, value) => found.BroadcastOut = value),
        (["tx_multicast_phy", "tx_multicast", "port.tx_multicast", "tx_multicast.nic", "tx_mcast_packets"], static (found, value) => found.MulticastOut = value),
    ];

    private static readonly Dictionary<string, (int Row, int Rank)> ByName = Rows
        .SelectMany(static (row, at) => row.Names.Select((name, rank) => (name, at, rank)))
        .ToDictionary(static each => each.name, static each => (each.at, each.rank), StringComparer.Ordinal);

    /// <summary>Reads what is known of an Ethernet into what the system told of it.</summary>
    /// <param name="link">An interface.</param>
    /// <param name="counters">Gives each of its driver's counters.</param>
    public static NetworkInterface Read(NetworkInterface link, Action<Action<string, ulong>> counters)
    {
        if (link.Ethernet is not { } ethernet) return link;
        var found = new Found { Ethernet = ethernet };
        int[] ranks = new int[Rows.Length];
        Array.Fill(ranks, int.MaxValue);
        counters((name, value) =>
        {
            if (!ByName.TryGetValue(name, out (int Row, int Rank) place) || place.Rank >= ranks[place.Row]) return;
            ranks[place.Row] = place.Rank;
            Rows[place.Row].Set(found, value);
        });
        return link with
        {
            Ethernet = found.Ethernet,
            In = link.In with { Broadcast = found.BroadcastIn },
            Out = link.Out with { Broadcast = found.BroadcastOut, Multicast = found.MulticastOut ?? link.Out.Multicast },
        };
    }

    private sealed class Found
    {
        public EthernetCounters Ethernet;
        public ulong? BroadcastIn, BroadcastOut, MulticastOut;
    }
}
