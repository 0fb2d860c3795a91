using Weir.Flows.Batches;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using static Weir.Flows.Columns.ElementPart;
using E = Weir.Wire.Elements.ElementId;
using N = Weir.Wire.Elements.NetfilterElements;
using V = Weir.Wire.Elements.VendorElements;

namespace Weir.Flows.Columns;

/// <summary>
/// The one table of columns. Decoder moves, exported templates, Parquet types, the query language, JSON and
/// docs/reference/fields.md all come from these rows; adding a column is one row here and one test.
/// Names follow the snake_case JSON that flow collectors have in common.
/// </summary>
public static partial class FlowColumns
{
    private const string NoLabel = "a shorter label stack, or not reported";
    private const string NoReverse = "a flow of one direction";
    private const string NoNetwork = "no network of that file has one, or there is no file";
    private const string NoHandshake = "no handshake seen, or not reported";

    private static readonly List<FlowColumn> Rows = [];

    // When, and who told us.
    public static readonly FlowColumn<long> TimeReceivedNs = Row<long>("time_received_ns", "when the collector received the record (for packets metered here: when the flow ended)",
        absent: "never null");

    public static readonly FlowColumn<long> TimeFlowStartNs = Row<long>("time_flow_start_ns", "time of the flow's first packet",
        [E.FlowStartMilliseconds, E.FlowStartMicroseconds, E.FlowStartNanoseconds, E.FlowStartSeconds, E.FlowStartSysUpTime, E.FlowStartDeltaMicroseconds]);

    public static readonly FlowColumn<long> TimeFlowEndNs = Row<long>("time_flow_end_ns", "time of the flow's last packet",
        [E.FlowEndMilliseconds, E.FlowEndMicroseconds, E.FlowEndNanoseconds, E.FlowEndSeconds, E.FlowEndSysUpTime, E.FlowEndDeltaMicroseconds]);

    public static readonly FlowColumn<IpAddress> SamplerAddress = Row<IpAddress>("sampler_address", "address the exporter sent from",
        words: "exporter", absent: "metered here, no exporter between");

    public static readonly FlowColumn<uint> ObservationDomainId = Row<uint>("observation_domain_id", "observation domain (source id, engine) within the exporter");

    public static readonly FlowColumn<uint> SequenceNum = Row<uint>("sequence_num", "sequence number of the message that brought the record");

    public static readonly FlowColumn<uint> SamplingRate = Row<uint>("sampling_rate", "packets for each one that was sampled; 1 is unsampled",
        [E.SamplingInterval, E.SamplingPacketInterval]);

    public static readonly FlowColumn<byte> IsDuplicate = Row<byte>("is_duplicate", "1: another record tells of the same packets (dedup of flow-collect); answers leave it out unless asked",
        absent: "it counts");

    // How much.
    public static readonly FlowColumn<ulong> Bytes = Row<ulong>("bytes", "layer-3 octets, as sent by the exporter; from sFlow those of the whole frame",
        [E.OctetDeltaCount, E.OctetTotalCount], role: ColumnRole.Measure, words: "bytes");

    public static readonly FlowColumn<ulong> Packets = Row<ulong>("packets", "packets, as sent by the exporter",
        [E.PacketDeltaCount, E.PacketTotalCount], role: ColumnRole.Measure, words: "packets");

    // Who spoke with whom.
    public static readonly FlowColumn<IpAddress> SrcAddr = Row<IpAddress>("src_addr", "source address",
        [E.SourceIPv4Address, E.SourceIPv6Address], words: "src ip");

    public static readonly FlowColumn<IpAddress> DstAddr = Row<IpAddress>("dst_addr", "destination address",
        [E.DestinationIPv4Address, E.DestinationIPv6Address], words: "dst ip");

    public static readonly FlowColumn<ushort> Etype = Row<ushort>("etype", "EtherType: 2048 IPv4, 34525 IPv6",
        [E.EthernetType]);

    public static readonly FlowColumn<byte> Proto = Row<byte>("proto", "IP protocol number",
        [E.ProtocolIdentifier], words: "proto");

    public static readonly FlowColumn<ushort> SrcPort = Row<ushort>("src_port", "source port; 0 for fragments after the first",
        [E.SourceTransportPort, E.UdpSourcePort, E.TcpSourcePort], words: "src port", absent: "a protocol without ports");

    public static readonly FlowColumn<ushort> DstPort = Row<ushort>("dst_port", "destination port; 0 for fragments after the first",
        [E.DestinationTransportPort, E.UdpDestinationPort, E.TcpDestinationPort], words: "dst port", absent: "a protocol without ports");

    public static readonly FlowColumn<ushort> TcpFlags = Row<ushort>("tcp_flags", "TCP control bits of all packets together",
        [E.TcpControlBits], words: "flags");

    public static readonly FlowColumn<byte> IcmpType = Row<byte>("icmp_type", "ICMP or ICMPv6 type",
        [new(E.IcmpTypeCodeIPv4, 0, HighOctet), new(E.IcmpTypeCodeIPv6, 0, HighOctet), E.IcmpTypeIPv4, E.IcmpTypeIPv6], words: "icmp-type");

    public static readonly FlowColumn<byte> IcmpCode = Row<byte>("icmp_code", "ICMP or ICMPv6 code",
        [new(E.IcmpTypeCodeIPv4, 0, LowOctet), new(E.IcmpTypeCodeIPv6, 0, LowOctet), E.IcmpCodeIPv4, E.IcmpCodeIPv6], words: "icmp-code");

    public static readonly FlowColumn<uint> ApplicationId = Row<uint>("application_id", "application by number: the engine that classified it in the upper octet (22 nDPI, 13 the exporter's own), its number there in the others",
        [E.ApplicationId], absent: "not classified");

    public static readonly FlowColumn<BatchText> ApplicationName = Row<BatchText>("application_name", "application, as its exporter classified it; by number alone, as its options records name it",
        [E.ApplicationName, new(V.NtopApplicationName, V.Ntop), V.NtopApplicationNameV9, V.PanOsApplicationV9], words: "app", absent: "not classified");

    // How it was carried.
    public static readonly FlowColumn<byte> IpTos = Row<byte>("ip_tos", "IPv4 type of service or IPv6 traffic class of the first packet",
        [E.IpClassOfService], words: "tos");

    public static readonly FlowColumn<byte> IpTtl = Row<byte>("ip_ttl", "smallest time to live or hop limit seen",
        [E.MinimumTTL, E.IpTTL], words: "ttl");

    public static readonly FlowColumn<byte> IpTtlMax = Row<byte>("ip_ttl_max", "largest time to live or hop limit seen",
        [E.MaximumTTL]);

    public static readonly FlowColumn<uint> Ipv6FlowLabel = Row<uint>("ipv6_flow_label", "IPv6 flow label of the first packet",
        [E.FlowLabelIPv6]);

    public static readonly FlowColumn<uint> FragmentId = Row<uint>("fragment_id", "IP identification of the first packet",
        [E.FragmentIdentification]);

    public static readonly FlowColumn<ushort> VlanId = Row<ushort>("vlan_id", "outermost 802.1Q VLAN",
        [E.VlanId, E.Dot1qVlanId], words: "vlan", absent: "untagged or not reported");

    public static readonly FlowColumn<ushort> DstVlan = Row<ushort>("dst_vlan", "VLAN on the way out",
        [E.PostVlanId, E.PostDot1qVlanId], words: "dst vlan");

    public static readonly FlowColumn<MacAddress> SrcMac = Row<MacAddress>("src_mac", "source MAC address",
        [E.SourceMacAddress], words: "src mac");

    public static readonly FlowColumn<MacAddress> DstMac = Row<MacAddress>("dst_mac", "destination MAC address",
        [E.DestinationMacAddress, E.PostDestinationMacAddress], words: "dst mac");

    public static readonly FlowColumn<uint> MplsLabel1 = Row<uint>("mpls_label_1", "topmost MPLS label of the first packet",
        [new(E.MplsTopLabelStackSection, 0, Label)], absent: NoLabel);

    public static readonly FlowColumn<uint> MplsLabel2 = Row<uint>("mpls_label_2", "second MPLS label of the first packet",
        [new(E.MplsLabelStackSection2, 0, Label)], absent: NoLabel);

    public static readonly FlowColumn<uint> MplsLabel3 = Row<uint>("mpls_label_3", "third MPLS label of the first packet",
        [new(E.MplsLabelStackSection3, 0, Label)], absent: NoLabel);

    public static readonly FlowColumn<byte> MplsExp1 = Row<byte>("mpls_exp_1", "traffic class of the topmost MPLS label",
        [new(E.MplsTopLabelStackSection, 0, LabelExp), E.MplsTopLabelExp], absent: NoLabel);

    public static readonly FlowColumn<byte> MplsExp2 = Row<byte>("mpls_exp_2", "traffic class of the second MPLS label",
        [new(E.MplsLabelStackSection2, 0, LabelExp)], absent: NoLabel);

    public static readonly FlowColumn<byte> MplsExp3 = Row<byte>("mpls_exp_3", "traffic class of the third MPLS label",
        [new(E.MplsLabelStackSection3, 0, LabelExp)], absent: NoLabel);

    public static readonly FlowColumn<byte> MplsTtl = Row<byte>("mpls_ttl", "time to live of the topmost MPLS label of the first packet",
        [E.MplsTopLabelTTL], absent: NoLabel);

    public static readonly FlowColumn<byte> MplsDepth = Row<byte>("mpls_depth", "MPLS labels of the first packet",
        [E.MplsLabelStackDepth], absent: NoLabel);

    // Whose it is, and how it fared, as the host knows that sent or received it.
    public static readonly FlowColumn<uint> ProcessId = Row<uint>("process_id", "process whose socket it is, by its number on the host",
        [new(HostElements.ProcessId, WeirElements.Pen)], absent: "not known");

    public static readonly FlowColumn<BatchText> ProcessName = Row<BatchText>("process_name", "name of that process, up to 15 octets",
        [new(HostElements.ProcessName, WeirElements.Pen)], words: "process", absent: "not known");

    public static readonly FlowColumn<BatchText> ContainerId = Row<BatchText>("container_id", "container the process runs in: 64 hexadecimal digits",
        [new(HostElements.ContainerId, WeirElements.Pen)], words: "container", absent: "not in a container");

    public static readonly FlowColumn<BatchText> PodId = Row<BatchText>("pod_id", "UID of the Kubernetes pod the process runs in",
        [new(HostElements.PodId, WeirElements.Pen)], absent: "not in a pod");

    public static readonly FlowColumn<BatchText> PodName = Row<BatchText>("pod_name", "name of the Kubernetes pod",
        [new(HostElements.PodName, WeirElements.Pen)], words: "pod", absent: "not in a pod, or its name is not known");

    public static readonly FlowColumn<BatchText> PodNamespace = Row<BatchText>("pod_namespace", "namespace of the Kubernetes pod",
        [new(HostElements.PodNamespace, WeirElements.Pen)], words: "namespace", absent: "not in a pod, or its name is not known");

    public static readonly FlowColumn<BatchText> PodOwner = Row<BatchText>("pod_owner", "workload that owns the pod: kind/name",
        [new(HostElements.PodOwner, WeirElements.Pen)], words: "workload", absent: "not in a pod, or it has no owner");

    public static readonly FlowColumn<uint> SocketRoundTrip = Row<uint>("socket_rtt_us", "smoothed round-trip time of the host's TCP socket, the last known, microseconds",
        [new(HostElements.SocketRoundTripMicroseconds, WeirElements.Pen)], absent: "not known");

    public static readonly FlowColumn<uint> DnsLatency = Row<uint>("dns_latency_us", "longest time from a DNS query to its answer, microseconds",
        [new(HostElements.DnsLatencyMicroseconds, WeirElements.Pen)], absent: "not measured");

    // Where it passed.
    public static readonly FlowColumn<uint> InIf = Row<uint>("in_if", "ifIndex the flow came in by",
        [E.IngressInterface, E.IngressPhysicalInterface], words: "in if");

    public static readonly FlowColumn<uint> OutIf = Row<uint>("out_if", "ifIndex the flow went out by",
        [E.EgressInterface, E.EgressPhysicalInterface], words: "out if");

    public static readonly FlowColumn<BatchText> InIfName = Row<BatchText>("in_if_name", "name of the interface the flow came in by, as its exporter told it apart from records",
        absent: "not told by the exporter");

    public static readonly FlowColumn<BatchText> OutIfName = Row<BatchText>("out_if_name", "name of the interface the flow went out by, as its exporter told it apart from records",
        absent: "not told by the exporter");

    public static readonly FlowColumn<BatchText> InIfDescription = Row<BatchText>("in_if_description", "description of the interface the flow came in by, as its exporter told it apart from records",
        absent: "not told by the exporter");

    public static readonly FlowColumn<BatchText> OutIfDescription = Row<BatchText>("out_if_description", "description of the interface the flow went out by, as its exporter told it apart from records",
        absent: "not told by the exporter");

    public static readonly FlowColumn<byte> Direction = Row<byte>("flow_direction", "0 ingress, 1 egress",
        [E.FlowDirection]);

    public static readonly FlowColumn<byte> FlowEndReason = Row<byte>("flow_end_reason", "1 idle, 2 active timeout, 3 end of flow, 4 forced end, 5 lack of resources",
        [E.FlowEndReason]);

    public static readonly FlowColumn<byte> ForwardingStatus = Row<byte>("forwarding_status", "forwarded, dropped or consumed, with reason",
        [E.ForwardingStatus]);

    public static readonly FlowColumn<IpAddress> NextHop = Row<IpAddress>("next_hop", "next router",
        [E.IpNextHopIPv4Address, E.IpNextHopIPv6Address], words: "next ip");

    public static readonly FlowColumn<IpAddress> BgpNextHop = Row<IpAddress>("bgp_next_hop", "next router by BGP",
        [E.BgpNextHopIPv4Address, E.BgpNextHopIPv6Address]);

    public static readonly FlowColumn<uint> SrcAs = Row<uint>("src_as", "source autonomous system",
        [E.BgpSourceAsNumber], words: "src as");

    public static readonly FlowColumn<uint> DstAs = Row<uint>("dst_as", "destination autonomous system",
        [E.BgpDestinationAsNumber], words: "dst as");

    public static readonly FlowColumn<byte> SrcNet = Row<byte>("src_net", "prefix length of the source's route",
        [E.SourceIPv4PrefixLength, E.SourceIPv6PrefixLength], words: "src mask");

    public static readonly FlowColumn<byte> DstNet = Row<byte>("dst_net", "prefix length of the destination's route",
        [E.DestinationIPv4PrefixLength, E.DestinationIPv6PrefixLength], words: "dst mask");

    // What the ends are called, and where they are, as a list of networks has it.
    public static readonly FlowColumn<BatchText> SrcTag = Row<BatchText>("src_tag", "tag of the source's network, by the collector's networks file",
        words: "src tag", absent: NoNetwork);

    public static readonly FlowColumn<BatchText> DstTag = Row<BatchText>("dst_tag", "tag of the destination's network, by the collector's networks file",
        words: "dst tag", absent: NoNetwork);

    public static readonly FlowColumn<BatchText> SrcCountry = Row<BatchText>("src_country", "country of the source's network, two capital letters (ISO 3166), by the collector's networks file",
        words: "src country", absent: NoNetwork);

    public static readonly FlowColumn<BatchText> DstCountry = Row<BatchText>("dst_country", "country of the destination's network, two capital letters (ISO 3166), by the collector's networks file",
        words: "dst country", absent: NoNetwork);

    // What the Linux firewall knows: packets it logs, connections it tracks.
    public static readonly FlowColumn<uint> PacketMark = Row<uint>("packet_mark", "mark that the firewall gave the packets or the connection",
        [new(N.PacketMark, WeirElements.Pen)], words: "mark", absent: "no mark");

    public static readonly FlowColumn<BatchText> LogPrefix = Row<BatchText>("log_prefix", "prefix of the firewall's rule that logged the flow's first packet",
        [new(N.LogPrefix, WeirElements.Pen)], absent: "not logged, or without a prefix");

    public static readonly FlowColumn<IpAddress> PostNatSrcAddr = Row<IpAddress>("post_nat_src_addr", "source address after translation, the same where there was none",
        [E.PostNATSourceIPv4Address, E.PostNATSourceIPv6Address], words: "src nip");

    public static readonly FlowColumn<IpAddress> PostNatDstAddr = Row<IpAddress>("post_nat_dst_addr", "destination address after translation, the same where there was none",
        [E.PostNATDestinationIPv4Address, E.PostNATDestinationIPv6Address], words: "dst nip");

    public static readonly FlowColumn<ushort> PostNatSrcPort = Row<ushort>("post_nat_src_port", "source port after translation",
        [E.PostNAPTSourceTransportPort], words: "src nport");

    public static readonly FlowColumn<ushort> PostNatDstPort = Row<ushort>("post_nat_dst_port", "destination port after translation",
        [E.PostNAPTDestinationTransportPort], words: "dst nport");

    public static readonly FlowColumn<byte> NatEvent = Row<byte>("nat_event", "1 or 4 a translation begins, 2 or 5 it ends (RFC 8158; 4 and 5 are IPv4)",
        [E.NatEvent], absent: "no event");

    public static readonly FlowColumn<ushort> ConntrackZone = Row<ushort>("conntrack_zone", "zone of the tracked connection",
        [new(N.ConntrackZone, WeirElements.Pen)]);

    public static readonly FlowColumn<ulong> ConntrackLabels = Row<ulong>("conntrack_labels", "labels 0 to 63 of the tracked connection, a bit each",
        [new(N.ConntrackLabels, WeirElements.Pen)]);

    public static readonly FlowColumn<ulong> ConntrackLabelsUpper = Row<ulong>("conntrack_labels_upper", "labels 64 to 127 of the tracked connection, a bit each",
        [new(N.ConntrackLabelsUpper, WeirElements.Pen)]);

    public static readonly FlowColumn<byte> ConntrackTcpState = Row<byte>("conntrack_tcp_state", "TCP state of the tracked connection: 3 established, 7 time wait, 8 closed (linux/netfilter/nf_conntrack_tcp.h)",
        [new(N.ConntrackTcpState, WeirElements.Pen)]);

    // Who began it, and how TCP fared.
    public static readonly FlowColumn<byte> BiflowDirection = Row<byte>("biflow_direction", "of a conversation metered as one, or stitched by the collector: 1 the source began it, 2 the destination did, 3 decided by the perimeter",
        [E.BiflowDirection]);

    public static readonly FlowColumn<uint> TcpRoundTrip = Row<uint>("tcp_rtt_us", "microseconds of the TCP handshake at the observation point: from SYN to the ACK that ends it",
        [new(TcpElements.TcpRoundTripMicroseconds, WeirElements.Pen)], absent: NoHandshake);

    public static readonly FlowColumn<uint> TcpServerRoundTrip = Row<uint>("tcp_server_rtt_us", "microseconds from SYN to SYN/ACK: the server's side of tcp_rtt_us, the rest is the client's",
        [new(TcpElements.TcpServerRoundTripMicroseconds, WeirElements.Pen)], absent: NoHandshake);

    public static readonly FlowColumn<uint> TcpRetransmissions = Row<uint>("tcp_retransmissions", "TCP segments that repeat octets sent before",
        [new(TcpElements.TcpRetransmissionDeltaCount, WeirElements.Pen)], role: ColumnRole.Measure);

    public static readonly FlowColumn<uint> TcpOutOfOrder = Row<uint>("tcp_out_of_order", "TCP segments that others overtook",
        [new(TcpElements.TcpOutOfOrderDeltaCount, WeirElements.Pen)], role: ColumnRole.Measure);

    private static readonly FlowColumn[] BuiltIn = [.. Rows];

    // The other direction of a biflow (RFC 5103). Only on the way: what stores or asks sees two records instead.
    public static readonly FlowColumn<long> ReverseTimeFlowStartNs = Reverse(TimeFlowStartNs);
    public static readonly FlowColumn<long> ReverseTimeFlowEndNs = Reverse(TimeFlowEndNs);
    public static readonly FlowColumn<ulong> ReverseBytes = Reverse(Bytes);
    public static readonly FlowColumn<ulong> ReversePackets = Reverse(Packets);
    public static readonly FlowColumn<ushort> ReverseTcpFlags = Reverse(TcpFlags);
    public static readonly FlowColumn<byte> ReverseIpTos = Reverse(IpTos);
    public static readonly FlowColumn<byte> ReverseIpTtl = Reverse(IpTtl);
    public static readonly FlowColumn<byte> ReverseIpTtlMax = Reverse(IpTtlMax);
    public static readonly FlowColumn<byte> ReverseDirection = Reverse(Direction);
    public static readonly FlowColumn<uint> ReverseTcpRetransmissions = Reverse(TcpRetransmissions);
    public static readonly FlowColumn<uint> ReverseTcpOutOfOrder = Reverse(TcpOutOfOrder);

    /// <summary>Those of <see cref="WithReverse"/> that tell of the other direction of a biflow.</summary>
    public static IReadOnlyList<FlowColumn> ReverseOnly { get; } = [.. Rows.Skip(BuiltIn.Length)];

    private static readonly Lock Gate = new();
    private static readonly List<ColumnDefinition> Definitions = [];
    private static volatile Table _table = new(BuiltIn, [.. Rows]);
    private static bool _isLaidOut;

    /// <summary>All columns that a flow record has, in the order of the table; configured ones last. Another list once there are more.</summary>
    public static IReadOnlyList<FlowColumn> All => _table.All;

    /// <summary><see cref="All"/> and the other direction of biflows, by <see cref="FlowColumn.Ordinal"/>: what a batch can hold and a message can carry.</summary>
    public static IReadOnlyList<FlowColumn> WithReverse => _table.WithReverse;

    /// <summary>The column of that name, or <see langword="null"/>.</summary>
    public static FlowColumn? Find(string name) => _table.ByName.GetValueOrDefault(name);

    private static FlowColumn<T> Reverse<T>(FlowColumn<T> forward)
        where T : unmanaged
    {
        // A loop, not a query: a query over structures would be compiled anew at each start.
        var elements = new ElementBinding[forward.Elements.Length];
        for (int i = 0; i < elements.Length; i++) elements[i] = forward.Elements[i].Reverse();
        return Row<T>("reverse_" + forward.Name, forward.Description + ", in the other direction", elements, forward.Role, absent: NoReverse);
    }

    private static FlowColumn<T> Row<T>(
        string name,
        string description,
        ElementBinding[]? elements = null,
        ColumnRole role = ColumnRole.Dimension,
        string? words = null,
        string absent = "not reported by the exporter")
        where T : unmanaged
    {
        var column = new FlowColumn<T>(Rows.Count, name, description)
        {
            Elements = elements ?? [],
            Role = role,
            FilterWords = words,
            NullMeaning = absent,
        };
        Rows.Add(column);
        return column;
    }

    private sealed class Table(FlowColumn[] all, FlowColumn[] withReverse)
    {
        public FlowColumn[] All { get; } = all;

        public FlowColumn[] WithReverse { get; } = withReverse;

        public Dictionary<string, FlowColumn> ByName { get; } = all.ToDictionary(column => column.Name, StringComparer.Ordinal);
    }
}
