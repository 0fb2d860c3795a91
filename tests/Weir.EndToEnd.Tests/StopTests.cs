using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;
using Weir.Wire.Packets;

namespace Weir.EndToEnd.Tests;

/// <summary>What was captured before an exporter is told to stop is in its records.</summary>
public sealed class StopTests : IDisposable
{
    private const int Packets = 5000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("export")]
    [InlineData("run")]
    public void A_live_exporter_told_to_stop_meters_all_that_was_captured(string verb)
    {
        Tool.Require("ping");
        using var pair = NamespacePair.Create();
        // The address is resolved before: most of what is sent meanwhile would be lost.
        NamespacePair.Output(pair.Left, "ping", "-c", "1", "10.77.0.2");
        DatagramRecorder? recorder = null;
        NamespacePair.Run(pair.Left, () => recorder = new DatagramRecorder()).Join();
        using (recorder)
        {
            File.WriteAllText(_directory["weir.conf"], $$"""
                control { socket {{_directory["s"]}}; }
                flow-export {
                    collector a { address 127.0.0.1; port {{recorder!.Port}}; protocol ipfix; }
                    metering { interface {{NamespacePair.LeftInterface}}; }
                }
                """);
            using RunningTool exporter = NamespacePair.Start(pair.Left, WeirProgram.Path, verb == "run"
                ? ["run", "-c", _directory["weir.conf"]]
                : ["export", "-i", NamespacePair.LeftInterface, "--to", $"ipfix://127.0.0.1:{recorder.Port}"]);
            exporter.WaitForText($"metering {NamespacePair.LeftInterface}", Patience);
            NamespacePair.Run(pair.Left, Send).Join();
            Assert.Equal(0, exporter.Stop().ExitCode);
            recorder.Save(_directory["export.pcap"]);
        }

        Assert.Equal(Packets, Metered());
    }

    private static void Send()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("10.77.0.1"), 0));
        for (int port = 1; port <= Packets; port++) socket.SendTo("weir"u8, new IPEndPoint(IPAddress.Parse("10.77.0.2"), port));
    }

    private long Metered() => DecodedRecords.Flows(DecodedRecords.Of(_directory["export.pcap"]))
        .Where(static flow => flow.GetProperty("protocolIdentifier").GetInt32() == IpProtocols.Udp)
        .Sum(static flow => flow.GetProperty("packetDeltaCount").GetInt64());
}
