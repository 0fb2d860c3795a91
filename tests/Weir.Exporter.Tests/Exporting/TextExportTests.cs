using System.Text;
using Weir.Exporter.Exporting;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;
using Weir.Wire.Elements;

namespace Weir.Exporter.Tests.Exporting;

/// <summary>Records with texts, whose length each tells itself (RFC 7011 section 7).</summary>
public sealed class TextExportTests
{
    private const int Rows = 60;
    private const ushort Port = 4739;

    private static readonly FlowColumn[] Columns = [FlowColumns.ProcessName, FlowColumns.SrcAddr, FlowColumns.ContainerId, FlowColumns.ProcessId];

    [Fact]
    public void Tshark_reads_each_text_and_what_stands_before_it()
    {
        Tool.Require("tshark");
        using var directory = new TemporaryDirectory();
        string capture = directory["texts.pcap"];
        File.WriteAllBytes(capture, PcapWriter.File(Exported(Sample(), 700).Select(message =>
            FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(40_000, Port).Octets(message).Build())));

        string[] read = ["-r", capture, "-d", $"udp.port=={Port},cflow"];
        Assert.Equal("", Tool.Output("tshark", [.. read, "-Y", "_ws.malformed || _ws.expert.severity >= 0x400000 || cflow.no_template_found"]));
        string[] names = Fields(read, "cflow.enterprise_private_entry");
        int[] order = [.. Enumerable.Range(0, Rows).Where(row => row % 3 != 2), .. Enumerable.Range(0, Rows).Where(row => row % 3 == 2)];
        // Of each record: the number of the process, its name, its container.
        Assert.Equal(
            order.SelectMany(row => (string[])[Convert.ToHexStringLower(BitConverter.GetBytes(row).Reverse().ToArray()), Hexadecimal(Name(row)), Hexadecimal(Container(row))]).Where(text => text.Length > 0),
            names.Select(static text => text.Replace(":", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_longest_text_has_one_octet_of_length()
    {
        var batch = new FlowBatch { Count = 1 };
        batch.SetText(FlowColumns.ProcessName, 0, Encoding.UTF8.GetBytes("x" + new string('é', 200)));
        var template = ExportTemplate.Build(Columns, ipv6: false);
        byte[] octets = new byte[2 * (RecordEncoder.MaxText + 1)];
        int length = RecordEncoder.EncodeTexts(template, batch, 0, octets);

        Assert.Equal(1 + 253 + 1, length);
        Assert.Equal("x" + new string('é', 126), Encoding.UTF8.GetString(octets, 1, octets[0]));
        Assert.Equal(0, octets[254]);
    }

    [Fact]
    public void A_record_too_long_for_any_message_goes_without_its_texts()
    {
        var batch = new FlowBatch { Count = 2 };
        batch.SetText(FlowColumns.ProcessName, 0, Encoding.UTF8.GetBytes(new string('a', 250)));
        batch.SetText(FlowColumns.ContainerId, 0, Encoding.UTF8.GetBytes(new string('b', 250)));
        batch.SetText(FlowColumns.ProcessName, 1, "curl"u8);
        List<byte[]> messages = Exported(batch, 300);

        Assert.All(messages, message => Assert.InRange(message.Length, 1, 300));
        string all = Encoding.Latin1.GetString([.. messages.SelectMany(static message => message)]);
        Assert.DoesNotContain("aaa", all, StringComparison.Ordinal);
        Assert.Contains("curl", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Netflow_version_9_has_no_texts()
    {
        Assert.DoesNotContain(
            ExportTemplate.Build(Columns, ipv6: false, ExportProtocol.NetFlow9).Fields, static field => field.Element.Type == AbstractDataType.String);
    }

    private static FlowBatch Sample()
    {
        FlowBatch batch = SampleBatch.Of(Rows);
        for (int row = 0; row < Rows; row++)
        {
            batch.Set(FlowColumns.ProcessId, row, (uint)row);
            if (Name(row).Length > 0) batch.SetText(FlowColumns.ProcessName, row, Encoding.UTF8.GetBytes(Name(row)));
            if (Container(row).Length > 0) batch.SetText(FlowColumns.ContainerId, row, Encoding.UTF8.GetBytes(Container(row)));
        }

        return batch;
    }

    private static string Name(int row) => row % 4 == 3 ? "" : new string((char)('a' + row % 26), 1 + row % 15);

    private static string Container(int row) => row % 5 == 0 ? new string('f', 64) : "";

    private static string Hexadecimal(string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text));

    private static List<byte[]> Exported(FlowBatch batch, int maxMessage)
    {
        var transport = new RecordingTransport(maxMessage);
        using var session = new CollectorSession(new CollectorOptions { Name = "texts", Columns = Columns }, transport, new ManualClock());
        session.Write(batch, 0, batch.Count);
        return transport.Messages;
    }

    private static string[] Fields(string[] read, string field) => Tool.Output("tshark", [.. read, "-T", "fields", "-E", "occurrence=a", "-E", "aggregator=;", "-e", field])
        .Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries);
}
