using System.Net;
using System.Net.Sockets;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;
using Weir.Wire.Ipfix;

namespace Weir.EndToEnd.Tests;

/// <summary>What waits for a collector survives the exporter; what a collector did not get is told by the exit code.</summary>
public sealed class SpoolTests(RecordedTraffic traffic)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Records_in_the_spool_survive_kill_9_and_go_out_first_in_the_next_run()
    {
        using var directory = new TemporaryDirectory();
        (Socket listener, int port) = Listener();
        using Socket own = listener;
        string to = $"ipfix+tcp://127.0.0.1:{port}";
        string[] options = ["--to", to, "--spool", directory["spool"], "--pace", "0", "--retry", "0.1"];

        // Its input stays open, so that it is still at work when it is killed.
        using (RunningTool exporter = RunningTool.Start(WeirProgram.Path, ["export", "-r", "-", "--idle-timeout", "1", .. options], redirectInput: true))
        {
            exporter.Input.Write(ManyFlows());
            exporter.Input.Flush();
            Assert.True(SpinWait.SpinUntil(() => SpooledOctets(directory) > 10_000, Patience), exporter.ErrorSoFar);
            exporter.KillHard();
        }

        long spooled = SpooledMessages(directory);
        Assert.True(spooled > 0);
        listener.Listen();
        File.WriteAllBytes(directory["empty.pcap"], PcapWriter.File([]));
        using RunningTool second = RunningTool.Start(WeirProgram.Path, ["export", "-r", directory["empty.pcap"], .. options]);
        Assert.True(listener.Poll(Patience, SelectMode.SelectRead), second.ErrorSoFar);
        using Socket connection = listener.Accept();
        connection.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        (int messages, bool inOrder) = Read(connection);
        ToolResult ended = second.WaitForEnd(Patience);
        Assert.True(ended.ExitCode == 0, ended.Error);
        Assert.Contains($"{spooled} messages of an earlier run", ended.Error, StringComparison.Ordinal);
        Assert.True(messages >= spooled, $"{messages} of {spooled} messages arrived");
        Assert.True(inOrder, "they came in another order");
    }

    [Theory]
    [InlineData("ipfix+tcp")]
    [InlineData("ipfix")]
    public void A_collector_that_is_never_reached_is_exit_code_1(string scheme)
    {
        (Socket listener, int port) = Listener();
        using (listener)
        {
            ToolResult result = WeirProgram.Run("export", "-r", traffic.Capture, "--to", $"{scheme}://127.0.0.1:{port}", "--pace", "0");
            Assert.Equal(1, result.ExitCode);
            Assert.Contains("did not get there", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_waits_in_the_spool_is_not_lost()
    {
        using var directory = new TemporaryDirectory();
        (Socket listener, int port) = Listener();
        using (listener)
        {
            ToolResult result = WeirProgram.Run("export", "-r", traffic.Capture, "--to", $"ipfix+tcp://127.0.0.1:{port}", "--pace", "0", "--spool", directory["spool"]);
            Assert.True(result.ExitCode == 0, result.Error);
            Assert.Contains("messages wait in the spool", result.Error, StringComparison.Ordinal);
        }
    }

    // A port of our own that refuses until it listens.
    private static (Socket Listener, int Port) Listener()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (listener, ((IPEndPoint)listener.LocalEndPoint!).Port);
    }

    // A capture of conversations of one packet, a millisecond apart: all but those of the last second are over.
    private static byte[] ManyFlows() => PcapWriter.File(Enumerable.Range(1, 5000).Select(static port =>
        FrameBuilder.Ethernet().Ipv4("192.0.2.1", "198.51.100.1").Udp((ushort)port, 53).Payload(20).Build()));

    private static string[] Segments(TemporaryDirectory directory) =>
        Directory.Exists(directory["spool"]) ? Directory.GetFiles(directory["spool"], "*.spool", SearchOption.AllDirectories) : [];

    private static long SpooledOctets(TemporaryDirectory directory) => Segments(directory).Sum(static path => new FileInfo(path).Length);

    // Frames of kind 1; the format is that of SpoolFrame.
    private static long SpooledMessages(TemporaryDirectory directory)
    {
        long messages = 0;
        foreach (string path in Segments(directory))
        {
            byte[] octets = File.ReadAllBytes(path);
            for (int at = 8; at + 8 <= octets.Length; at += 8 + BitConverter.ToUInt16(octets, at + 2))
            {
                if (octets[at] == 1 && at + 8 + BitConverter.ToUInt16(octets, at + 2) <= octets.Length) messages++;
            }
        }

        return messages;
    }

    private static (int Messages, bool InOrder) Read(Socket connection)
    {
        using var all = new MemoryStream();
        byte[] buffer = new byte[65536];
        while (connection.Receive(buffer) is > 0 and var read) all.Write(buffer, 0, read);
        int messages = 0;
        bool inOrder = true;
        uint last = 0;
        ReadOnlySpan<byte> rest = all.ToArray();
        while (IpfixHeader.TryRead(rest, out IpfixHeader header) == Weir.Wire.Primitives.DecodeStatus.Ok && header.Length <= rest.Length)
        {
            inOrder &= header.SequenceNumber >= last;
            last = header.SequenceNumber;
            messages++;
            rest = rest[header.Length..];
        }

        return (messages, inOrder);
    }
}
