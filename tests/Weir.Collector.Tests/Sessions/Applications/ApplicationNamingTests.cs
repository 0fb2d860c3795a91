using System.Globalization;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Tests.Decoding;
using Weir.Collector.Tests.Dissecting;
using Weir.Collector.Tests.Fixtures;
using Weir.Testing;
using Weir.Testing.Messages;
using Weir.Testing.Processes;
using Weir.Wire.Elements;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions.Applications;

/// <summary>Records that tell their application by number have the name that options records told for it.</summary>
public sealed class ApplicationNamingTests
{
    private static readonly FieldSpecifier Id = new(ElementId.ApplicationId, 4);
    private static readonly FieldSpecifier Name = new(ElementId.ApplicationName, 8);
    private static readonly FieldSpecifier Port = new(ElementId.SourceTransportPort, 2);
    private static readonly byte[] Templates = Ipfix(0, 0, 7, Set(2, Template(256, Port, Id)), Set(3, IpfixOptions(300, 1, Id, Name)));
    private static readonly byte[] Web = Ipfix(0, 0, 7, Set(300, new Octets().U8(3, 0, 0, 80).Text("web").Raw(new byte[5]).ToArray()));

    [Fact]
    public void What_NBAR_names_is_what_tshark_reads_and_later_segments_know_it()
    {
        byte[] options = Payloads.Of("logstash-netflow/netflow9_test_cisco_nbar_opttpl260.dat");
        string[] columns = Tshark(options, "cflow.appl_id.classification_engine_id", "cflow.appl_id.selector_id", "cflow.appl_name");
        string[] engines = columns[0].Split(','), selectors = columns[1].Split(','), names = columns[2].Split(',');
        Assert.True(engines.Length > 10 && engines.Length == names.Length);

        byte[][] opening = OpeningAfter(options, Payloads.Of("logstash-netflow/netflow9_test_cisco_nbar_tpl262.dat"));
        byte[] data = Payloads.Of("logstash-netflow/netflow9_test_cisco_nbar_data262.dat");
        DecoderUnderTest test = After(opening);
        for (int i = 0; i < engines.Length; i++)
        {
            byte[] id = [byte.Parse(engines[i], CultureInfo.InvariantCulture), .. Convert.FromHexString(selectors[i].Replace(":", "", StringComparison.Ordinal))];
            test.Accept(NetFlowV9(0, 0, 0, 0, Set(0, Template(900, Id)), Set(900, id)));
        }

        Assert.Equal(names, test.Records().Select(record => record["application_name"]));
        DecoderUnderTest real = After(opening);
        real.Accept(data);
        Assert.All(real.Records(), record => Assert.True(record.ContainsKey("application_id")));
    }

    [Theory]
    [InlineData("logstash-netflow/netflow9_test_paloalto_panos_tpl.dat", "logstash-netflow/netflow9_test_paloalto_panos_data.dat", "incomplete")]
    [InlineData("logstash-netflow/netflow9_test_paloalto_81_tpl256-263.dat", "logstash-netflow/netflow9_test_paloalto_81_data257_1flowset_in_large_zerofilled_packet.dat", "kerberos")]
    public void Names_of_PAN_OS_stand_in_the_records_themselves(string templates, string data, string name)
    {
        DecoderUnderTest test = DecoderUnderTest.After(Payloads.Of(templates), Payloads.Of(data));
        Assert.Contains(test.Records(), record => (string?)record.GetValueOrDefault("application_name") == name);
    }

    [Fact]
    public void Identifiers_of_FortiOS_name_their_enterprise_and_find_their_names()
    {
        byte[] id = [20, 0, 0, 0x30, 0x44, 0, 0, 0x9E, 0x78];
        DecoderUnderTest test = DecoderUnderTest.After(
            Payloads.Of("logstash-netflow/netflow9_test_fortigate_fortios_542_appid_tpl258-269.dat"),
            NetFlowV9(0, 0, 1, 1, Set(257, [.. new byte[2], .. id, .. Padded("Google.Services", 64), .. Padded("", 64), .. Padded("General.Interest", 32)])),
            Payloads.Of("logstash-netflow/netflow9_test_fortigate_fortios_542_appid_data258_262.dat"));
        Assert.Equal(4, test.Records().Count(record => (string?)record.GetValueOrDefault("application_name") == "Google.Services"));
    }

    [Fact]
    public void A_name_in_the_record_goes_before_and_another_domain_has_names_of_its_own()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Templates,
            Web,
            Ipfix(0, 1, 7, Set(2, Template(257, Port, Id, Name)), Set(257, new Octets().U16(1).U8(3, 0, 0, 80).Text("own").Raw(new byte[5]).U16(2).U8(3, 0, 0, 80).Raw(new byte[8]).ToArray())),
            Ipfix(0, 0, 8, Set(2, Template(256, Port, Id)), Set(256, new Octets().U16(3).U8(3, 0, 0, 80).ToArray())));
        Assert.Equal(["own", "web", null], test.Records().Select(record => record.GetValueOrDefault("application_name")));
    }

    [Fact]
    public void Identifiers_of_other_lengths_and_of_variable_length_mean_the_same()
    {
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 7, Set(2, Template(256, Port, new(ElementId.ApplicationId, FieldSpecifier.VariableLength)), Template(257, Port, new(ElementId.ApplicationId, 2))), Set(3, IpfixOptions(300, 1, Id, new(ElementId.ApplicationDescription, 8)))),
            Web,
            Ipfix(0, 1, 7, Set(256, new Octets().U16(1).U8(2, 3, 80).U16(2).U8(0).U16(3).U8(6, 3, 0, 0, 0, 0, 80).ToArray()), Set(257, new Octets().U16(4).U8(3, 80).U16(5).U8(3, 81).ToArray())));
        Assert.Equal(["web", null, "web", "web", null], test.Records().Select(record => record.GetValueOrDefault("application_name")));
    }

    [Fact]
    public void Later_segments_open_with_names_until_their_template_is_another()
    {
        DecoderUnderTest test = After(OpeningAfter(Templates, Web));
        test.Accept(Ipfix(0, 1, 7, Set(256, new Octets().U16(1).U8(3, 0, 0, 80).ToArray())));
        Assert.Equal("web", test.Single()["application_name"]);
        Assert.Equal((0L, 0L), (test.Metrics.OptionsRecords, test.Metrics.TemplateRecords));
        Assert.Single(OpeningAfter(Templates, Web, Ipfix(0, 1, 7, Set(3, IpfixOptions(300, 1, Id, Name, Port)))), static message => message.Length < 64);
    }

    [Fact]
    public void Names_told_before_their_template_are_part_of_the_opening_once_it_came()
    {
        DecoderUnderTest test = After(OpeningAfter(Web, Templates));
        test.Accept(Ipfix(0, 1, 7, Set(256, new Octets().U16(1).U8(3, 0, 0, 80).ToArray())));
        Assert.Equal("web", test.Single()["application_name"]);
    }

    [Fact]
    public void A_flood_of_names_is_bounded_by_session_and_by_octets_and_counted()
    {
        var options = new SessionOptions { MaxApplicationsPerSession = 10, MaxApplicationOctets = 12 * 15 };
        var test = new DecoderUnderTest(options);
        foreach (uint domain in (uint[])[7, 8])
        {
            test.Accept(Ipfix(0, 0, domain, Set(3, IpfixOptions(300, 1, Id, Name))));
            for (uint i = 0; i < 20; i++) test.Accept(Ipfix(0, i, domain, Set(300, new Octets().U32(0x03000000 + i).Text("flooding").ToArray())));
        }

        Assert.Equal([10, 5], test.Decoder.Sessions.All.Select(session => session.Applications.Count));
        Assert.Equal(25, test.Metrics.ApplicationsRefused);
    }

    [Fact]
    public void A_record_longer_than_any_device_sends_names_nothing_and_a_long_name_is_cut()
    {
        FieldSpecifier any = new(ElementId.ApplicationName, FieldSpecifier.VariableLength);
        DecoderUnderTest test = DecoderUnderTest.After(
            Ipfix(0, 0, 7, Set(2, Template(256, Port, Id)), Set(3, IpfixOptions(300, 1, Id, any))),
            Ipfix(0, 0, 7, Set(300, new Octets().U32(0x03000001).U8(255).U16(400).Raw(new byte[400].Select(static _ => (byte)'a').ToArray()).ToArray())),
            Ipfix(0, 0, 7, Set(300, new Octets().U32(0x03000002).U8(255).U16(4000).Raw(new byte[4000].Select(static _ => (byte)'b').ToArray()).ToArray())),
            Ipfix(0, 2, 7, Set(256, new Octets().U16(1).U32(0x03000001).U16(2).U32(0x03000002).ToArray())));
        Assert.Equal([new string('a', 254), null], test.Records().Select(record => record.GetValueOrDefault("application_name")));
        Assert.Equal(1, test.Metrics.ApplicationsRefused);
    }

    private static string[] Tshark(byte[] message, params string[] fields)
    {
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["message.pcap"], PcapOfDatagrams.Of(2055, message));
        string output = Tool.Output("tshark", ["-r", directory["message.pcap"], "-n", "-d", "udp.port==2055,cflow", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a", .. fields.SelectMany(field => new[] { "-e", field })]);
        return output.TrimEnd('\n').Split('|');
    }

    private static byte[] Padded(string text, int length)
    {
        byte[] octets = new byte[length];
        System.Text.Encoding.ASCII.GetBytes(text, octets);
        return octets;
    }

    private static byte[][] OpeningAfter(params ReadOnlySpan<byte[]> messages)
    {
        var ledger = new TemplateLedger(new());
        foreach (byte[] message in messages) ledger.Observe(new(1, DecoderUnderTest.Exporter, 4739, new Guarded(message).Payload));
        var opening = new Opening();
        ledger.WriteTo(opening);
        return [.. opening.Messages];
    }

    private static DecoderUnderTest After(byte[][] opening)
    {
        var test = new DecoderUnderTest();
        foreach (byte[] message in opening) test.Decoder.AcceptOpening(new(1, DecoderUnderTest.Exporter, 4739, new Guarded(message).Payload));
        return test;
    }

    private sealed class Opening : IDatagramSink
    {
        public List<byte[]> Messages { get; } = [];

        public void Accept(in ReceivedDatagram datagram) => Messages.Add(datagram.Payload.ToArray());
    }
}
