using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;
using Weir.Wire.Packets;

namespace Weir.EndToEnd.Tests;

/// <summary>What an exporter says of itself in its options records is what the records beside them add up to, also when its table was too small.</summary>
public sealed class ReliabilityTests : IDisposable
{
    private const int MaxFlows = 200;
    private const int Ports = 2000;
    private const int LackOfResources = 5;
    private const int DatagramOctets = 20 + 8 + 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();
    private string _said = "";

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Statistics_and_reliability_records_are_true_after_evictions()
    {
        JsonElement[] records = Meter();
        JsonElement[] flows = DecodedRecords.Flows(records);
        Assert.Equal(Ports, flows.Where(IsUdp).Select(static flow => flow.GetProperty("destinationTransportPort").GetInt32()).Distinct().Count());
        Assert.Equal(Ports, flows.Count(IsUdp));
        Assert.InRange(flows.Count(static flow => flow.GetProperty("flowEndReason").GetInt32() == LackOfResources), Ports - MaxFlows, flows.Length);
        Assert.Equal(flows.Length, Last(records, "exportedFlowRecordTotalCount"));
        Assert.Equal(flows.Length, Last(records, "observedFlowTotalCount"));
        Assert.Equal((0, 0), (Last(records, "notSentFlowTotalCount"), Last(records, "notSentPacketTotalCount")));
        Assert.Equal(0, Last(records, "ignoredPacketTotalCount"));
        // Evicting ends a flow early; it loses no packet and counts none twice.
        Assert.Equal(flows.Count(IsUdp), flows.Where(IsUdp).Sum(static flow => flow.GetProperty("packetDeltaCount").GetInt64()));

        string text = Tool.Output("tshark", "-n", "-r", _directory["export.pcap"], "-d", "udp.port==1-65535,cflow", "-V", "-O", "cflow");
        foreach (string complaint in (string[])["Malformed", "No template found", "Expert Info (Warn", "Expert Info (Error"])
            Assert.DoesNotContain(complaint, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void What_a_full_table_left_out_is_told_to_the_packet()
    {
        JsonElement[] records = Meter("--overload", "drop-new");
        JsonElement[] flows = DecodedRecords.Flows(records);
        Assert.Equal(MaxFlows, flows.Length);
        Assert.DoesNotContain(flows, static flow => flow.GetProperty("flowEndReason").GetInt32() == LackOfResources);
        Assert.Equal(MaxFlows, Last(records, "observedFlowTotalCount"));
        // Answers that ports are closed, a few of them, may have found no room either.
        int missing = Ports - flows.Count(IsUdp);
        Assert.InRange(Last(records, "ignoredPacketTotalCount"), missing, missing + Ports / 10);
        Assert.Contains($"no room for {Last(records, "ignoredPacketTotalCount")} packets of further flows", _said, StringComparison.Ordinal);
        Assert.InRange(Last(records, "ignoredOctetTotalCount"), missing * DatagramOctets, (missing + Ports / 5) * DatagramOctets);
    }

    private JsonElement[] Meter(params string[] options)
    {
        Tool.Require("tshark", "ping");
        using var pair = NamespacePair.Create();
        // The address is resolved before: most of what is sent meanwhile would be lost.
        NamespacePair.Output(pair.Left, "ping", "-c", "1", "10.77.0.2");
        DatagramRecorder? recorder = null;
        NamespacePair.Run(pair.Left, () => recorder = new DatagramRecorder()).Join();
        using (recorder)
        {
            using RunningTool exporter = NamespacePair.Start(
                pair.Left, WeirProgram.Path, ["export", "-i", NamespacePair.LeftInterface, "--to", $"ipfix://127.0.0.1:{recorder!.Port}", "--max-flows", $"{MaxFlows}", .. options]);
            exporter.WaitForText("metering", Patience);
            NamespacePair.Run(pair.Left, SendToManyPorts).Join();
            ToolResult ended = exporter.Stop();
            Assert.Equal(0, ended.ExitCode);
            _said = ended.Error;
            recorder.Save(_directory["export.pcap"]);
        }

        return DecodedRecords.Of(_directory["export.pcap"]);
    }

    private static bool IsUdp(JsonElement flow) => flow.GetProperty("protocolIdentifier").GetInt32() == IpProtocols.Udp;

    private static void SendToManyPorts()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("10.77.0.1"), 0));
        for (int port = 1; port <= Ports; port++) socket.SendTo("weir"u8, new IPEndPoint(IPAddress.Parse("10.77.0.2"), port));
    }

    private static long Last(JsonElement[] records, string name) => records.Last(record => record.TryGetProperty(name, out _)).GetProperty(name).GetInt64();
}
