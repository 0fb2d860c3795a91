using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Dissecting;

/// <summary>Shows the same messages to tshark and to the dissector: what both read must be the same.</summary>
public sealed class TsharkOracleTests
{
    private const int Port = 2055;

    // What tshark calls the fields, and what we do.
    private static readonly (string Tshark, string Ours)[] Fields =
    [
        ("cflow.srcaddr", "sourceIPv4Address"),
        ("cflow.dstaddrv6", "destinationIPv6Address"),
        ("cflow.octets", "octetDeltaCount"),
        ("cflow.packets", "packetDeltaCount"),
        ("cflow.srcport", "sourceTransportPort"),
        ("cflow.dstport", "destinationTransportPort"),
        ("cflow.protocol", "protocolIdentifier"),
        ("cflow.srcas", "bgpSourceAsNumber"),
        ("cflow.inputint", "ingressInterface"),
        ("cflow.if_name", "interfaceName"),
        ("cflow.sampling_interval", "samplingInterval"),
    ];

    private static readonly byte[][] Messages =
    [
        Ipfix(1_700_000_000, 0, 1,
            Set(2, Template(256,
                new(ElementId.SourceIPv4Address, 4), new(ElementId.DestinationIPv6Address, 16), new(ElementId.OctetDeltaCount, 5), new(ElementId.PacketDeltaCount, 8),
                new(ElementId.InterfaceName, FieldSpecifier.VariableLength), new(77, 4, 35632), new(ElementId.SourceTransportPort, 2))),
            Set(256, new Octets()
                .Ip("192.0.2.7").Ip("2001:db8::7").Number(1UL << 33, 5).U64(77).U8(4).Text("eth0").U32(1).U16(443)
                .Ip("192.0.2.8").Ip("2001:db8::8").Number(12, 5).U64(78).U8(255).U16(5).Text("vlan7").U32(1).U16(80).ToArray())),
        NetFlowV9(1_000_000, 1_700_000_000, 0, 2,
            Set(0, Template(300,
                new(ElementId.SourceIPv4Address, 4), new(ElementId.OctetDeltaCount, 4), new(ElementId.IngressInterface, 2),
                new(ElementId.BgpSourceAsNumber, 4), new(ElementId.ProtocolIdentifier, 1), new(ElementId.DestinationTransportPort, 2))),
            Set(300, new Octets().Ip("198.51.100.1").U32(5000).U16(3).U32(64500).U8(6).U16(22).Ip("198.51.100.2").U32(6000).U16(4).U32(64501).U8(17).U16(53).ToArray(), [0, 0]),
            Set(1, V9Options(301, 1, new(1, 4), new(ElementId.SamplingInterval, 4)), [0, 0]),
            Set(301, new Octets().U32(0, 1000).ToArray())),
        NetFlowV5(1_000_000, 1_700_000_000, 0, 9, 0, 0, new Octets()
            .Ip("203.0.113.5").Ip("192.0.2.9").Ip("0.0.0.0").U16(11, 12).U32(3, 180, 990_000, 999_000).U16(1024, 25).U8(0, 2, 6, 0).U16(65001, 65002).U8(24, 24).U16(0).ToArray()),
    ];

    [Fact]
    public async Task Values_are_those_that_tshark_reads()
    {
        string? theirs = await RunTsharkAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(theirs is null, "tshark is not installed");

        using var dissector = new DissectorUnderTest();
        IEnumerable<string> ours = Messages.Select(message => Line(dissector.Dissect(message)));
        Assert.Equal(ours, theirs.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    // One line a message, the fields parted by bars, the values of all records of a field by commas.
    private static string Line(JsonObject message)
    {
        List<JsonObject> records = [.. message["sets"]!.AsArray().SelectMany(set => set!["records"]?.AsArray() ?? []).Select(record => record!.AsObject())];
        return string.Join('|', Fields.Select(field => string.Join(',', records.Select(record => record[field.Ours]).Where(value => value is not null))));
    }

    private static async Task<string?> RunTsharkAsync(CancellationToken cancellationToken)
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, PcapOfDatagrams.Of(Port, Messages), cancellationToken);
            var start = new ProcessStartInfo("tshark") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            string[] arguments = ["-r", path, "-n", "-d", $"udp.port=={Port},cflow", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a",
                .. Fields.SelectMany(field => new[] { "-e", field.Tshark })];
            foreach (string argument in arguments) start.ArgumentList.Add(argument);
            using Process tshark = Process.Start(start)!;
            Task<string> errors = tshark.StandardError.ReadToEndAsync(cancellationToken);
            string output = await tshark.StandardOutput.ReadToEndAsync(cancellationToken);
            await tshark.WaitForExitAsync(cancellationToken);
            Assert.True(tshark.ExitCode == 0, await errors);
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
