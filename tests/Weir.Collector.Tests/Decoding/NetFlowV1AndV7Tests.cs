using System.Text.Json.Nodes;
using Weir.Collector.Tests.Dissecting;
using Weir.Testing;
using Weir.Testing.Messages;
using Weir.Testing.Processes;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Decoding;

public sealed class NetFlowV1AndV7Tests
{
    private const int Port = 2055;

    private static readonly byte[] V1 = new Octets().U16(1, 2).U32(1_000_000, 1_700_000_000, 500)
        .Ip("203.0.113.5").Ip("192.0.2.9").Ip("192.0.2.1").U16(11, 12).U32(3, 180, 990_000, 999_000).U16(1024, 25).U16(0).U8(6, 8, 0x1B).Zeros(7)
        .Ip("203.0.113.6").Ip("192.0.2.10").Ip("0.0.0.0").U16(13, 14).U32(4, 280, 990_000, 999_000).U16(0, 0x0301).U16(0).U8(1, 0, 0).Zeros(7).ToArray();

    private static readonly byte[] V7 = new Octets().U16(7, 1).U32(1_000_000, 1_700_000_000, 500, 77, 0)
        .Ip("203.0.113.5").Ip("192.0.2.9").Ip("192.0.2.1").U16(11, 12).U32(3, 180, 990_000, 999_000).U16(1024, 25).U8(0, 0x1B, 6, 8).U16(65001, 65002).U8(24, 16).U16(0)
        .Ip("198.51.100.250").ToArray();

    [Fact]
    public void Version_1_is_decoded()
    {
        DecoderUnderTest test = DecoderUnderTest.After(V1);
        List<Dictionary<string, object>> records = test.Records();
        Assert.Equal(("203.0.113.5", "192.0.2.9", "192.0.2.1"), (records[0]["src_addr"], records[0]["dst_addr"], records[0]["next_hop"]));
        Assert.Equal((11u, 12u, 3ul, 180ul), (records[0]["in_if"], records[0]["out_if"], records[0]["packets"], records[0]["bytes"]));
        Assert.Equal(((ushort)1024, (ushort)25, (byte)6, (byte)8, (ushort)0x1B),
            (records[0]["src_port"], records[0]["dst_port"], records[0]["proto"], records[0]["ip_tos"], records[0]["tcp_flags"]));
        Assert.Equal((1_699_999_990_000_000_500, 1_699_999_999_000_000_500), (records[0]["time_flow_start_ns"], records[0]["time_flow_end_ns"]));
        Assert.Equal(((byte)3, (byte)1), (records[1]["icmp_type"], records[1]["icmp_code"]));
        Assert.Equal(1, test.Metrics.NetFlowV1Messages);
    }

    [Fact]
    public void Version_7_is_decoded_and_its_losses_counted()
    {
        DecoderUnderTest test = DecoderUnderTest.After(V7, Numbered(80));
        Dictionary<string, object> record = test.Records()[0];
        Assert.Equal(("203.0.113.5", 65001u, 65002u, (byte)24, (byte)16), (record["src_addr"], record["src_as"], record["dst_as"], record["src_net"], record["dst_net"]));
        Assert.Equal(((ushort)25, (ushort)0x1B, 77u), (record["dst_port"], record["tcp_flags"], record["sequence_num"]));
        Assert.Equal(2, test.Decoder.Sessions.All[0].Sequence.Lost);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void A_count_that_lies_gives_the_records_that_came(int version)
    {
        byte[] message = [.. version == 1 ? V1 : V7];
        (message[2], message[3]) = (0xFF, 0xFF);
        DecoderUnderTest test = DecoderUnderTest.After(message);
        Assert.Equal(version == 1 ? 2 : 1, test.Records().Count);
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.Truncated));
        for (int length = 2; length < message.Length; length++) DecoderUnderTest.After(message[..length]).Records();
    }

    [Fact]
    public void Values_are_those_that_tshark_reads()
    {
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["old.pcap"], PcapOfDatagrams.Of(Port, V1, V7));
        (string Tshark, string Ours)[] fields =
        [
            ("cflow.srcaddr", "sourceIPv4Address"), ("cflow.dstaddr", "destinationIPv4Address"), ("cflow.nexthop", "ipNextHopIPv4Address"),
            ("cflow.inputint", "ingressInterface"), ("cflow.outputint", "egressInterface"), ("cflow.packets", "packetDeltaCount"), ("cflow.octets", "octetDeltaCount"),
            ("cflow.srcport", "sourceTransportPort"), ("cflow.dstport", "destinationTransportPort"), ("cflow.protocol", "protocolIdentifier"),
            ("cflow.srcas", "bgpSourceAsNumber"), ("cflow.dstas", "bgpDestinationAsNumber"), ("cflow.srcmask", "sourceIPv4PrefixLength"),
        ];
        string[] lines = Tool.Output("tshark", ["-r", directory["old.pcap"], "-n", "-d", $"udp.port=={Port},cflow", "-T", "fields", "-E", "separator=|",
            .. fields.SelectMany(field => new[] { "-e", field.Tshark })]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        using var dissector = new DissectorUnderTest();
        IEnumerable<string> ours = new[] { V1, V7 }.Select(message =>
        {
            JsonArray records = dissector.Dissect(message)["sets"]![0]!["records"]!.AsArray();
            return string.Join('|', fields.Select(field => string.Join(',', records.Select(record => record![field.Ours]).Where(value => value is not null))));
        });
        Assert.Equal(lines, ours);
    }

    private static byte[] Numbered(uint sequence)
    {
        byte[] message = [.. V7];
        message[19] = (byte)sequence;
        return message;
    }
}
