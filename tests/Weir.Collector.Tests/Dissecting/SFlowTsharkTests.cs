using System.Text.Json.Nodes;
using Weir.Collector.Tests.Fixtures;
using Weir.Testing;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Testing.Processes;
using static Weir.Testing.Messages.SFlowMessages;

namespace Weir.Collector.Tests.Dissecting;

/// <summary>Shows the same sFlow datagrams to tshark and to the dissector, record by record: what both read must be the same.</summary>
public sealed class SFlowTsharkTests
{
    private const int Port = 6343;

    // What tshark calls the fields; the record or sample that holds them here, and what they are called.
    private static readonly (string Tshark, string Holder, string Ours)[] Fields =
    [
        ("sflow.flow_sample.sequence_number", "flow", "sequenceNumber"), ("sflow.flow_sample.sampling_rate", "flow", "samplingRate"),
        ("sflow.flow_sample.sample_pool", "flow", "samplePool"), ("sflow.flow_sample.dropped_packets", "flow", "drops"),
        ("sflow.counters_sample.sequence_number", "counters", "sequenceNumber"),
        ("sflow_245.header.frame_length", "rawHeader", "frameLength"), ("sflow_245.header.payload_stripped", "rawHeader", "stripped"),
        ("sflow_245.ethernet.length", "ethernet", "length"), ("sflow_245.ethernet.source_mac_address", "ethernet", "sourceMac"),
        ("sflow_245.vlan.in", "extendedSwitch", "sourceVlan"), ("sflow_245.vlan.out", "extendedSwitch", "destinationVlan"), ("sflow_245.pri.out", "extendedSwitch", "destinationPriority"),
        ("sflow_245.nexthop.src_mask", "extendedRouter", "sourceMaskLength"), ("sflow_245.nexthop.dst_mask", "extendedRouter", "destinationMaskLength"),
        ("sflow_245.as", "extendedGateway", "as"), ("sflow_245.srcAS", "extendedGateway", "sourceAs"), ("sflow_245.peerAS", "extendedGateway", "sourcePeerAs"),
        ("sflow_245.localpref", "extendedGateway", "localPreference"),
        ("sflow_5.extended_user.source_user", "extendedUser", "sourceUser"), ("sflow_5.extended_user.destination_user", "extendedUser", "destinationUser"),
        ("sflow_5.extended_url.url", "extendedUrl", "url"), ("sflow_5.extended_url.host", "extendedUrl", "host"),
        ("sflow_5.extended_mpls_tunnel.tunnel_name", "extendedMplsTunnel", "lspName"), ("sflow_5.extended_mpls_tunnel.id", "extendedMplsTunnel", "tunnelId"),
        ("sflow_5.extended_mpls_vc.vc_instance_name", "extendedMplsVc", "instanceName"), ("sflow_5.extended_mpls_vc.id", "extendedMplsVc", "vcId"),
        ("sflow_5.extended_mpls.ftn_mask", "extendedMplsFtn", "mask"), ("sflow_5.extended_mpls.fec_address_prefix_length", "extendedMplsLdpFec", "prefixLength"),
        ("sflow_245.ifindex", "interface", "ifIndex"), ("sflow_245.iftype", "interface", "ifType"), ("sflow_245.ifspeed", "interface", "ifSpeed"),
        ("sflow_245.ifinoct", "interface", "ifInOctets"), ("sflow_245.ifinpkt", "interface", "ifInUcastPkts"), ("sflow_245.ifinmcast", "interface", "ifInMulticastPkts"),
        ("sflow_245.ifinbcast", "interface", "ifInBroadcastPkts"), ("sflow_245.ifindisc", "interface", "ifInDiscards"), ("sflow_245.ifinerr", "interface", "ifInErrors"),
        ("sflow_245.ifinunk", "interface", "ifInUnknownProtos"), ("sflow_245.ifoutoct", "interface", "ifOutOctets"), ("sflow_245.ifoutpkt", "interface", "ifOutUcastPkts"),
        ("sflow_245.ifoutmcast", "interface", "ifOutMulticastPkts"), ("sflow_245.ifoutbcast", "interface", "ifOutBroadcastPkts"),
        ("sflow_245.ifoutdisc", "interface", "ifOutDiscards"), ("sflow_245.ifouterr", "interface", "ifOutErrors"), ("sflow_245.ifpromisc", "interface", "ifPromiscuousMode"),
        ("sflow_245.dot3StatsAlignmentErrors", "ethernet", "alignmentErrors"), ("sflow_245.dot3StatsFCSErrors", "ethernet", "fcsErrors"),
        ("sflow_245.dot3StatsDeferredTransmissions", "ethernet", "deferredTransmissions"), ("sflow_245.dot3StatsSymbolErrors", "ethernet", "symbolErrors"),
        ("sflow_245.dot5StatsLineErrors", "tokenRing", "lineErrors"), ("sflow_245.dot5StatsFreqErrors", "tokenRing", "freqErrors"),
        ("sflow_245.dot12InHighPriorityOctets", "vg", "inHighPriorityOctets"), ("sflow_245.dot12HCOutHighPriorityOctets", "vg", "hcOutHighPriorityOctets"),
        ("sflow_245.octets", "vlan", "octets"), ("sflow_245.discards", "vlan", "discards"),
        ("sflow.lag_port.attached_agg_id", "lag", "attachedAggregator"), ("sflow.lag_port.marker_response_pdus.tx", "lag", "markerResponsesTx"),
        ("sflow_5.total_memory", "processor", "totalMemory"), ("sflow_5.free_memory", "processor", "freeMemory"),
    ];

    private static readonly byte[] Frame = FrameBuilder.Ethernet().Vlan(5).Ipv6("2001:db8::1", "2001:db8::2").Udp(53, 5353).Payload(30).Build();

    private static readonly byte[][] Datagrams =
    [
        .. Payloads.In("telegraf-netflow/sflow_issue_15918").Select(File.ReadAllBytes),
        .. Payloads.In("telegraf-netflow/sflow_issue_18876").Select(File.ReadAllBytes),
        Datagram("203.0.113.9", 3, 41,
            FlowSample(7, 5, 1024, 5, 6,
                RawHeader(1, 128, Frame),
                Structure(2, new Octets().U32(90).Raw(2, 0, 0, 0, 0, 1, 0, 0).Raw(2, 0, 0, 0, 0, 2, 0, 0).U32(0x86DD).ToArray()),
                Structure(1001, new Octets().U32(10, 1, 20, 2).ToArray()),
                Structure(1002, Address(new Octets(), "192.0.2.9").U32(24, 16).ToArray()),
                Structure(1003, Address(new Octets(), "192.0.2.99").U32(64500, 64501, 64502, 1, 2, 2, 64503, 64504, 1, 6500, 100).ToArray())),
            ExpandedFlowSample(8, 0x0100_0001, 2048, 0x0100_0001, 9, RawHeader(11, 96, Frame[18..]),
                Structure(1004, Text(Text(new Octets().U32(106), "alice").U32(106), "bob").ToArray()),
                Structure(1005, Text(Text(new Octets().U32(1), "/index.html"), "example.net").ToArray()),
                Structure(1008, Text(new Octets(), "lsp-7").U32(77, 3).ToArray()),
                Structure(1009, Text(new Octets(), "vc-8").U32(88, 4).ToArray()),
                Structure(1010, Text(new Octets(), "ftn").U32(24).ToArray()),
                Structure(1011, new Octets().U32(23).ToArray()))),
        Datagram("2001:db8::77", 3, 42,
            CounterSample(4, 5, Structure(1, Counting(19, 2, 5, 12)), Structure(2, Counting(13)), Structure(3, Counting(18)), Structure(4, Counting(14, 1, 3, 9, 11, 12, 13)),
                Structure(5, Counting(6, 1)), Structure(7, Counting(14)), Structure(1001, Counting(5, 3, 4)))),
    ];

    [Fact]
    public void Values_are_those_that_tshark_reads()
    {
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["sflow.pcap"], PcapOfDatagrams.Of(Port, Datagrams));
        string[] lines = Tool.Output("tshark", ["-r", directory["sflow.pcap"], "-n", "-d", $"udp.port=={Port},sflow", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a",
            .. Fields.SelectMany(field => new[] { "-e", field.Tshark })]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Datagrams.Length, lines.Length);

        using var dissector = new DissectorUnderTest();
        for (int i = 0; i < Datagrams.Length; i++)
        {
            JsonObject datagram = dissector.Dissect(Datagrams[i]);
            string[] theirs = lines[i].Split('|');
            for (int field = 0; field < Fields.Length; field++) Assert.Equal($"{Fields[field]}: {theirs[field]}", $"{Fields[field]}: {Values(datagram, Fields[field].Holder, Fields[field].Ours)}");
        }
    }

    private static string Values(JsonObject datagram, string holder, string field) => string.Join(',',
        datagram["samples"]!.AsArray()
            .SelectMany(sample => (IEnumerable<JsonNode?>)[sample, .. sample!["records"]!.AsArray()])
            .Where(node => (string?)node!["record"] == holder || (string?)node["sample"] == holder)
            .Select(node => node![field]).Where(value => value is not null));

    private static Octets Text(Octets to, string text) => to.U32((uint)text.Length).Text(text).Zeros(-text.Length & 3);

    // Numbers that differ from each other; those at the given places have 64 bits.
    private static byte[] Counting(int count, params ReadOnlySpan<int> wide)
    {
        var octets = new Octets();
        for (int i = 0; i < count; i++)
        {
            if (wide.Contains(i)) octets.U64((ulong)(i + 1) << 33);
            else octets.U32((uint)(1000 + i));
        }

        return octets.ToArray();
    }
}
