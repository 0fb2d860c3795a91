using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Networks;
using Weir.Testing.Processes;
using Weir.Wire.Packets;

namespace Weir.EndToEnd.Tests;

/// <summary>An exporter whose collector is behind the metered interface does not report its own conversation with it.</summary>
public sealed class OwnConversationTests
{
    private const int LengthOffset = 2, HeaderLength = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void No_record_tells_of_the_connection_to_the_collector_in_either_direction()
    {
        Tool.Require("ping");
        using var directory = new TemporaryDirectory();
        using var pair = NamespacePair.Create();
        NamespacePair.Output(pair.Left, "ping", "-c", "1", "10.77.0.2");
        Socket? listener = null;
        NamespacePair.Run(pair.Right, () =>
        {
            listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Any, 0));
            listener.Listen();
        }).Join();
        using Socket collector = listener!;
        int port = ((IPEndPoint)collector.LocalEndPoint!).Port;
        using RunningTool exporter = NamespacePair.Start(
            pair.Left, WeirProgram.Path, "export", "-i", NamespacePair.LeftInterface, "--to", $"ipfix+tcp://10.77.0.2:{port}", "--active-timeout", "1", "--idle-timeout", "1");
        Assert.True(collector.Poll(Patience, SelectMode.SelectRead), exporter.ErrorSoFar);
        using Socket connection = collector.Accept();
        int ours = ((IPEndPoint)connection.RemoteEndPoint!).Port;
        using var received = new MemoryStream();
        var reader = new Thread(() =>
        {
            byte[] buffer = new byte[65536];
            while (connection.Receive(buffer) is > 0 and var count) received.Write(buffer, 0, count);
        });
        reader.Start();
        // Each ends after a second and goes out in a message of its own, which would make a flow of the conversation that carries it.
        for (int round = 1; round <= 3; round++) NamespacePair.Output(pair.Left, "ping", "-c", "3", "-i", "0.5", "10.77.0.2");
        Assert.Equal(0, exporter.Stop().ExitCode);
        Assert.True(reader.Join(Patience), "the connection was not closed");

        DatagramRecorder.Save(directory["export.pcap"], Messages(received.ToArray()), 4739);
        JsonElement[] flows = DecodedRecords.Flows(DecodedRecords.Of(directory["export.pcap"]));
        Assert.Contains(flows, static flow => flow.GetProperty("protocolIdentifier").GetInt32() == IpProtocols.Icmp);
        Assert.DoesNotContain(flows, static flow => flow.GetProperty("protocolIdentifier").GetInt32() == IpProtocols.Tcp);
        string text = string.Create(CultureInfo.InvariantCulture, $":{ours},");
        Assert.DoesNotContain(flows, flow => flow.GetRawText().Contains(text, StringComparison.Ordinal));
    }

    // RFC 7011 section 3.1: the length of a message stands in its header, in octets.
    private static IEnumerable<byte[]> Messages(byte[] stream)
    {
        for (int at = 0; at + HeaderLength <= stream.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(stream.AsSpan(at + LengthOffset));
            yield return stream[at..(at + length)];
            at += length;
        }
    }
}
