using System.Text.Json.Nodes;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Dissecting;

public sealed class MessageDissectorTests : IDisposable
{
    private readonly DissectorUnderTest _dissector = new();

    public void Dispose() => _dissector.Dispose();

    [Fact]
    public void An_IPFIX_message_is_written_with_its_header_templates_and_records()
    {
        byte[] message = Ipfix(1_700_000_000, 7, 42,
            Set(2, Template(256,
                new(ElementId.SourceIPv4Address, 4), new(ElementId.InterfaceName, FieldSpecifier.VariableLength), new(5, 2, 35632), new(1, 8, 29305),
                new(ElementId.PaddingOctets, 1), new(ElementId.MplsTopLabelStackSection, 3), new(ElementId.MplsTopLabelStackSection, 3))),
            Set(256, new Octets().Ip("192.0.2.7").U8(4).Text("eth0").U16(0x1234).U64(9).U8(0).Number(1, 3).Number(2, 3).ToArray()));
        JsonNode expected = JsonNode.Parse("""
            {"exporter":"192.0.2.1","port":2055,"time":"2023-11-14T22:13:29.000000001Z","protocol":"ipfix","version":10,
             "length":90,"exportTime":"2023-11-14T22:13:20Z","sequenceNumber":7,"observationDomainId":42,"sets":[
              {"setId":2,"templates":[{"templateId":256,"fields":[
                {"name":"sourceIPv4Address","length":4},{"name":"interfaceName","length":"variable"},{"enterprise":35632,"id":5,"length":2},
                {"name":"reverseOctetDeltaCount","length":8},{"name":"paddingOctets","length":1},
                {"name":"mplsTopLabelStackSection","length":3},{"name":"mplsTopLabelStackSection","length":3}]}]},
              {"setId":256,"records":[{"sourceIPv4Address":"192.0.2.7","interfaceName":"eth0","35632/5":"1234","reverseOctetDeltaCount":9,
                "mplsTopLabelStackSection":"000001","mplsTopLabelStackSection#2":"000002"}]}]}
            """)!;
        JsonObject actual = _dissector.Dissect(message);
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
    }

    [Fact]
    public void Options_of_v9_name_their_scope_and_templates_are_kept_between_messages()
    {
        _dissector.Dissect(NetFlowV9(1, 2, 3, 4, Set(1, V9Options(257, 1, new(2, 4), new(ElementId.SamplingInterval, 4)), [0, 0])));
        JsonObject actual = _dissector.Dissect(NetFlowV9(1, 2, 4, 4, Set(257, new Octets().U32(9, 1000).ToArray())));
        Assert.Equal("""[{"setId":257,"options":true,"records":[{"scopeInterface":9,"samplingInterval":1000}]}]""", actual["sets"]!.ToJsonString());
        Assert.Equal("netflow9", (string?)actual["protocol"]);
    }

    [Fact]
    public void A_v5_packet_is_written_with_its_records()
    {
        JsonObject actual = _dissector.Dissect(NetFlowV5(1, 2, 3, 4, 0x0506, 0x4064, new Octets().Ip("192.0.2.7").Zeros(44).ToArray()));
        Assert.Equal((1, 5, 6, 1, 100), ((int)actual["count"]!, (int)actual["engineType"]!, (int)actual["engineId"]!, (int)actual["samplingMode"]!, (int)actual["samplingInterval"]!));
        JsonObject record = actual["sets"]![0]!["records"]![0]!.AsObject();
        Assert.Equal("192.0.2.7", (string?)record["sourceIPv4Address"]);
        Assert.Equal(18, record.Count);
    }

    [Fact]
    public void What_cannot_be_read_is_told_and_what_was_read_stays()
    {
        JsonObject actual = _dissector.Dissect(Ipfix(0, 0, 0, Set(300, new byte[12]), Set(77, new byte[3]), Set(2, [0, 9, 0, 1]), [1, 0, 0, 2]));
        Assert.Equal(
            """[{"setId":300,"error":"UnknownTemplate","octets":12},{"setId":77,"error":"ReservedSetId","octets":3},{"setId":2,"templates":[],"error":"BadTemplateId"}]""",
            actual["sets"]!.ToJsonString());
        Assert.Equal(("BadLength", 47), ((string)actual["error"]!, (int)actual["offset"]!));
    }

    [Fact]
    public void A_message_cut_at_any_length_is_one_line_with_a_reason()
    {
        byte[] message = NetFlowV5(1, 2, 3, 4, 5, 6, new byte[48]);
        for (int length = 0; length < message.Length; length++) Assert.Equal("Truncated", (string?)_dissector.Dissect(message.AsSpan(0, length))["error"]);
        Assert.Equal("UnknownVersion", (string?)_dissector.Dissect([0, 6, 1])["error"]);
    }
}
