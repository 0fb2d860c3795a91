using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Weir.Collector.Tests.Dissecting;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Collector.Tests.Fixtures;

/// <summary>What devices of many makers send reads here as tshark reads it, field by field of every record.</summary>
public sealed partial class DialectTests
{
    private const int Port = 2055;

    // What tshark calls the fields, and what the information elements are called.
    private static readonly (string Tshark, string Ours)[] Fields =
    [
        ("cflow.srcaddr", "sourceIPv4Address"), ("cflow.dstaddr", "destinationIPv4Address"), ("cflow.srcaddrv6", "sourceIPv6Address"), ("cflow.dstaddrv6", "destinationIPv6Address"),
        ("cflow.nexthop", "ipNextHopIPv4Address"), ("cflow.octets", "octetDeltaCount"), ("cflow.packets", "packetDeltaCount"),
        ("cflow.permanent_octets", "octetTotalCount"), ("cflow.permanent_packets", "packetTotalCount"), ("cflow.srcport", "sourceTransportPort"), ("cflow.dstport", "destinationTransportPort"),
        ("cflow.protocol", "protocolIdentifier"), ("cflow.inputint", "ingressInterface"), ("cflow.outputint", "egressInterface"), ("cflow.srcas", "bgpSourceAsNumber"), ("cflow.dstas", "bgpDestinationAsNumber"),
        ("cflow.srcmask", "sourceIPv4PrefixLength"), ("cflow.dstmask", "destinationIPv4PrefixLength"), ("cflow.srcmac", "sourceMacAddress"), ("cflow.sampling_interval", "samplingInterval"),
        ("cflow.post_natsource_ipv4_address", "postNATSourceIPv4Address"), ("cflow.flow_id", "flowId"), ("cflow.ingress_vrfid", "ingressVRFID"), ("cflow.if_name", "interfaceName"), ("cflow.sampler_name", "samplerName"),
    ];

    // Elements of their own here, which tshark shows under one name.
    private static readonly Dictionary<string, string> SameToTshark = new(StringComparer.Ordinal)
    {
        ["tcpSourcePort"] = "sourceTransportPort",
        ["udpSourcePort"] = "sourceTransportPort",
        ["tcpDestinationPort"] = "destinationTransportPort",
        ["udpDestinationPort"] = "destinationTransportPort",
    };

    // Where tshark stops within a message; tests/data/README.md says why.
    private static readonly string[] TsharkReadsLess = ["netflow9_test_h3c_netstream_varstring", "netflow9_test_h3c", "netflow-v9-1", "netflow9_test_invalid01"];

    [Fact]
    public void Every_field_has_the_value_that_tshark_reads()
    {
        Tool.Require("tshark");
        (string Group, byte[] Message, byte Host)[] messages =
            [.. AllGroups().SelectMany((group, i) => group.Select(file => (group.Key, File.ReadAllBytes(file), (byte)(i + 1))))];
        Assert.True(messages.Length > 95);
        using var directory = new TemporaryDirectory();
        // Each device has an address of its own, so that none is read with another's templates.
        File.WriteAllBytes(directory["all.pcap"], PcapOfDatagrams.OfHosts(Port, [.. messages.Select(message => (message.Host, message.Message))]));
        string[] lines = Tool.Output("tshark", ["-r", directory["all.pcap"], "-n", "-d", $"udp.port=={Port},cflow", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a",
            .. Fields.SelectMany(field => new[] { "-e", field.Tshark })]).TrimEnd('\n').Split('\n');
        Assert.Equal(messages.Length, lines.Length);
        using var dissector = new DissectorUnderTest();
        List<string> differences = [];
        for (int i = 0; i < messages.Length; i++)
        {
            JsonObject message = dissector.Dissect(messages[i].Message, messages[i].Host);
            string[] theirs = lines[i].Split('|');
            for (int field = 0; field < Fields.Length; field++)
            {
                string ours = Values(message, Fields[field].Ours);
                bool isSame = ours == theirs[field] || TsharkReadsLess.Contains(messages[i].Group) && ours.StartsWith(theirs[field], StringComparison.Ordinal);
                if (!isSame) differences.Add($"{messages[i].Group}, {Fields[field].Ours}: '{ours}' and not '{theirs[field]}'");
            }
        }

        Assert.Empty(differences);
    }

    private static string Values(JsonObject message, string field)
    {
        IEnumerable<JsonObject> records = (message["sets"]?.AsArray() ?? []).SelectMany(set => set!["records"]?.AsArray() ?? []).Select(record => record!.AsObject());
        return string.Join(',', records.SelectMany(record => record.Where(pair => TsharkName(pair.Key) == field)).Select(pair => pair.Value));
    }

    // The reverse of an element (RFC 5103) has its name in tshark.
    private static string TsharkName(string key)
    {
        string name = key.Split('#')[0];
        if (name.StartsWith("reverse", StringComparison.Ordinal)) name = char.ToLowerInvariant(name["reverse".Length]) + name[("reverse".Length + 1)..];
        return SameToTshark.GetValueOrDefault(name, name);
    }

    // A device's files share the beginning of their names; those with templates come before those with data.
    private static IEnumerable<IGrouping<string, string>> AllGroups() =>
        Payloads.In("logstash-netflow").Concat(Payloads.In("graylog-netflow"))
            .OrderBy(file => Path.GetFileName(file).Contains("tpl", StringComparison.Ordinal) ? 0 : 1).ThenBy(file => file, StringComparer.Ordinal)
            .GroupBy(file => PartOfDevice().Replace(Path.GetFileNameWithoutExtension(file), ""));

    [GeneratedRegex("_(opt|)(tpls?|data|dpi).*$")]
    private static partial Regex PartOfDevice();
}
