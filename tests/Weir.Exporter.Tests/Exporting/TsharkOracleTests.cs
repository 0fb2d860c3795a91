using System.ComponentModel;
using System.Diagnostics;
using Weir.Exporter.Exporting;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Exporting;

/// <summary>Wireshark's dissector reads what we write, with nothing malformed and with the values that went in.</summary>
public sealed class TsharkOracleTests
{
    private const int Rows = 60;
    private const ushort Port = 4739;

    [Fact]
    public void Tshark_finds_every_record_and_its_values()
    {
        FlowBatch batch = SampleBatch.Of(Rows);
        string capture = Path.Combine(Path.GetTempPath(), $"weir-{Guid.NewGuid():N}.pcap");
        try
        {
            File.WriteAllBytes(capture, PcapWriter.File(Frames(batch)));
            string problems = Run("-r", capture, "-d", $"udp.port=={Port},cflow", "-Y", "_ws.malformed || _ws.expert.severity >= 0x400000 || cflow.no_template_found");
            Assert.Equal("", problems);
            string[] lines = Run(
                "-r", capture, "-d", $"udp.port=={Port},cflow", "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=;",
                "-e", "cflow.srcaddr", "-e", "cflow.srcaddrv6", "-e", "cflow.octets", "-e", "cflow.packets", "-e", "cflow.srcport",
                "-e", "cflow.tcpflags", "-e", "cflow.flow_end_reason", "-e", "cflow.inputint", "-e", "cflow.vlanid", "-e", "cflow.srcmac", "-e", "cflow.ttl_min")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries);
            string[][] columns = [.. Enumerable.Range(0, 11).Select(field => lines.SelectMany(line => line.Split('\t')[field].Split(';', StringSplitOptions.RemoveEmptyEntries)).ToArray())];
            int[] order = [.. Enumerable.Range(0, Rows).Where(IsIpv4), .. Enumerable.Range(0, Rows).Where(row => !IsIpv4(row))];
            Assert.Equal(Enumerable.Range(0, Rows).Where(IsIpv4).Select(row => batch.Column(FlowColumns.SrcAddr)[row].ToString()), columns[0]);
            Assert.Equal(Enumerable.Range(0, Rows).Where(row => !IsIpv4(row)).Select(row => batch.Column(FlowColumns.SrcAddr)[row].ToString()), columns[1]);
            Assert.Equal(order.Select(row => $"{batch.Column(FlowColumns.Bytes)[row]}"), columns[2]);
            Assert.Equal(order.Select(row => $"{batch.Column(FlowColumns.Packets)[row]}"), columns[3]);
            Assert.Equal(order.Select(row => row % 5 == 4 ? "0" : $"{1024 + row}"), columns[4]);
            Assert.Equal(order.Select(row => row % 5 == 4 ? "0x0000" : "0x011b"), columns[5]);
            Assert.Equal(order.Select(row => $"{1 + row % 5}"), columns[6]);
            Assert.Equal(order.Select(row => row % 2 == 0 ? "0" : $"{70_000 + row}"), columns[7]);
            Assert.Equal(order.Select(row => row % 2 == 0 ? "0" : $"{100 + row}"), columns[8]);
            Assert.Equal(order.Select(row => row % 2 == 0 ? "00:00:00:00:00:00" : $"02:00:00:00:00:{row:x2}"), columns[9]);
            Assert.Equal(order.Select(row => $"{64 - row % 10}"), columns[10]);
        }
        finally
        {
            File.Delete(capture);
        }
    }

    private static bool IsIpv4(int row) => row % 3 != 2;

    private static IEnumerable<byte[]> Frames(FlowBatch batch)
    {
        var transport = new RecordingTransport(1200);
        using var session = new CollectorSession(new CollectorOptions { Name = "oracle", ObservationDomainId = 9 }, transport, new ManualClock());
        session.Write(batch, 0, batch.Count);
        return transport.Messages.Select(message =>
            FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(40_000, Port).Octets(message).Build());
    }

    private static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("tshark", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Skip("tshark is not installed.");
            throw;
        }
    }
}
