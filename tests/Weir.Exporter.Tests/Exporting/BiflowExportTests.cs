using Weir.Exporter.Exporting;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Exporting;

/// <summary>Biflows, labels and the performance of TCP on the wire; tshark is the judge of what stands there.</summary>
public sealed class BiflowExportTests : IDisposable
{
    private readonly RecordingTransport _transport = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _transport.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Tshark_reads_both_directions_of_a_biflow_from_one_record()
    {
        Assert.Equal(1, Export(ExportProtocol.Ipfix, [.. ExportTemplate.DefaultColumns, .. ExportTemplate.BiflowColumns]));
        string text = Dissect();
        Assert.Contains("Biflow Direction: Initiator (1)", text, StringComparison.Ordinal);
        Assert.Equal(["1000", "90000"], Values(text, "Octets: "));
        Assert.Equal(["10", "70"], Values(text, "Packets: "));
        Assert.Equal(["192.0.2.1"], Values(text, "SrcAddr: "));
        Assert.Contains("Reverse", text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(ExportProtocol.Ipfix)]
    [InlineData(ExportProtocol.NetFlow9)]
    [InlineData(ExportProtocol.NetFlow5)]
    public void A_collector_that_would_not_be_told_of_the_other_direction_is_sent_two_records(ExportProtocol protocol)
    {
        Assert.Equal(2, Export(protocol, ExportTemplate.DefaultColumns));
        string text = Dissect();
        Assert.Equal(["1000", "90000"], Values(text, "Octets: "));
        Assert.Equal(["192.0.2.1", "192.0.2.2"], Values(text, "SrcAddr: "));
        Assert.Equal(["5000", "443"], Values(text, "SrcPort: "));
        Assert.Equal(["3", "0"], Values(text, "InputInt: "));
    }

    [Fact]
    public void Tshark_reads_labels_and_what_weir_has_elements_of_its_own_for()
    {
        Export(ExportProtocol.Ipfix, [FlowColumns.SrcAddr, .. ExportTemplate.MplsColumns, .. ExportTemplate.TcpColumns, FlowColumns.SamplingRate]);
        string text = Dissect();
        // The other direction is a record of its own, without labels.
        Assert.Equal(["16001", "300", "0", "0", "0", "0"], After(text, "MPLS label: "));
        Assert.Equal(["5", "0", "0", "0", "0", "0"], After(text, "MPLS experimental bits: "));
        Assert.Equal(["", "Bottom-of-Stack", "", "", "", ""], After(text, "MPLS Bottom of Stack:"));
        Assert.Equal(["00 00 4e 20", "00 00 4e 20"], After(text, "Type 1: Value (hex bytes): "));
        Assert.Equal(["00 00 00 02", "00 00 00 00"], After(text, "Type 3: Value (hex bytes): "));
    }

    private long Export(ExportProtocol protocol, IReadOnlyList<FlowColumn> columns)
    {
        using var session = new CollectorSession(new CollectorOptions { Name = "oracle", Protocol = protocol, Columns = columns }, _transport, new ManualClock());
        session.Write(Biflow(), 0, 1);
        return session.Metrics.Records;
    }

    private static FlowBatch Biflow()
    {
        var batch = new FlowBatch { Count = 1 };
        batch.Set(FlowColumns.SrcAddr, 0, IpAddress.FromV4(0xC000_0201));
        batch.Set(FlowColumns.DstAddr, 0, IpAddress.FromV4(0xC000_0202));
        batch.Set(FlowColumns.SrcPort, 0, (ushort)5000);
        batch.Set(FlowColumns.DstPort, 0, (ushort)443);
        batch.Set(FlowColumns.Proto, 0, (byte)6);
        batch.Set(FlowColumns.Bytes, 0, 1000ul);
        batch.Set(FlowColumns.Packets, 0, 10ul);
        batch.Set(FlowColumns.InIf, 0, 3u);
        batch.Set(FlowColumns.Direction, 0, (byte)0);
        batch.Set(FlowColumns.TimeFlowStartNs, 0, SampleBatch.StartNs);
        batch.Set(FlowColumns.TimeFlowEndNs, 0, SampleBatch.StartNs + 5_000_000);
        batch.Set(FlowColumns.BiflowDirection, 0, (byte)1);
        batch.Set(FlowColumns.ReverseBytes, 0, 90_000ul);
        batch.Set(FlowColumns.ReversePackets, 0, 70ul);
        batch.Set(FlowColumns.ReverseDirection, 0, (byte)1);
        batch.Set(FlowColumns.ReverseTimeFlowStartNs, 0, SampleBatch.StartNs + 1_000_000);
        batch.Set(FlowColumns.ReverseTimeFlowEndNs, 0, SampleBatch.StartNs + 4_000_000);
        batch.Set(FlowColumns.MplsDepth, 0, (byte)2);
        batch.Set(FlowColumns.MplsTtl, 0, (byte)62);
        batch.Set(FlowColumns.MplsLabel1, 0, 16_001u);
        batch.Set(FlowColumns.MplsExp1, 0, (byte)5);
        batch.Set(FlowColumns.MplsLabel2, 0, 300u);
        batch.Set(FlowColumns.MplsExp2, 0, (byte)0);
        batch.Set(FlowColumns.TcpRoundTrip, 0, 20_000u);
        batch.Set(FlowColumns.TcpRetransmissions, 0, 2u);
        return batch;
    }

    private string Dissect()
    {
        Tool.Require("tshark");
        string capture = _directory["export.pcap"];
        File.WriteAllBytes(capture, PcapWriter.File(_transport.Messages.Select(message => FrameBuilder.Ethernet().Ipv4("192.0.2.7", "192.0.2.8").Udp(40_000, 4739).Octets(message).Build())));
        string text = Tool.Output("tshark", "-r", capture, "-d", "udp.port==4739,cflow", "-V");
        foreach (string problem in new[] { "Malformed", "Expert Info (Warn", "Expert Info (Error", "No template found" }) Assert.DoesNotContain(problem, text, StringComparison.Ordinal);
        return text;
    }

    private static string[] After(string text, string name) => [.. text.Split('\n')
        .Where(line => line.Contains(name, StringComparison.Ordinal)).Select(line => line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..].Trim())];

    private static string[] Values(string text, string name) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith(name, StringComparison.Ordinal)).Select(line => line[name.Length..].Split(" (")[0])];
}
