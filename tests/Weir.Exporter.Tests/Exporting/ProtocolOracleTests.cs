using System.Globalization;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Tests.Counters;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;
using Weir.Testing.Processes;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Exporting;

/// <summary>Wireshark's dissector reads each protocol and each options record, with nothing malformed and with the values that went in.</summary>
public sealed class ProtocolOracleTests : IDisposable
{
    private static readonly string[] Problems = ["Malformed", "Expert Info (Warn", "Expert Info (Error", "No template found"];

    private readonly ManualClock _clock = new();
    private readonly RecordingTransport _transport = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _transport.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(ExportProtocol.NetFlow5)]
    [InlineData(ExportProtocol.NetFlow9)]
    [InlineData(ExportProtocol.Ipfix)]
    public void Tshark_reads_the_flows_times_and_counters(ExportProtocol protocol)
    {
        FlowBatch batch = SampleBatch.Of(60);
        for (int row = 0; row < batch.Count; row++)
        {
            batch.Set(FlowColumns.Bytes, row, 1000UL + (ulong)row);
            batch.Set(FlowColumns.Packets, row, 10UL + (ulong)row);
            batch.Set(FlowColumns.InIf, row, 7u);
        }

        using (CollectorSession session = Session(protocol)) session.Write(batch, 0, batch.Count);
        string text = Dissect();
        int[] rows = [.. Enumerable.Range(0, 60).Where(row => protocol != ExportProtocol.NetFlow5 || row % 3 != 2)];
        int[] order = [.. rows.Where(row => row % 3 != 2), .. rows.Where(row => row % 3 == 2)];
        Assert.Equal(order.Select(row => $"{1000 + row}"), Values(text, "Octets: "));
        Assert.Equal(order.Select(row => $"{10 + row}"), Values(text, "Packets: "));
        string[] starts = Values(text, "StartTime: ");
        Assert.Equal(order.Length, starts.Length);
        // Nov 14, 2023 22:13:20.123 and a millisecond more each row; of uptimes tshark tells no date.
        if (protocol == ExportProtocol.Ipfix) Assert.All(starts.Zip(order), pair => Assert.Contains($":20.{123 + pair.Second}", pair.First, StringComparison.Ordinal));
        else Assert.Equal(order.Select(row => (row - order[0]) / 1000.0m), starts.Select(start => Seconds(start) - Seconds(starts[0])));
    }

    [Theory]
    [InlineData(ExportProtocol.NetFlow9)]
    [InlineData(ExportProtocol.Ipfix)]
    public void Tshark_reads_options_and_counters(ExportProtocol protocol)
    {
        var reports = new ReportSources
        {
            Exporting = true,
            Metering = () => new(5, 6, 7, _clock.GetUtcNow(), _clock.GetUtcNow()),
            Samplers = () => [new(1, SamplingMethod.Systematic, 1000), new(2, SamplingMethod.Random, 2000)],
            Interfaces = new SampleInterfaces(60),
        };
        using (CollectorSession session = Session(protocol, reports))
        {
            session.Write(SampleBatch.Of(1), 0, 1);
            for (int turn = 0; turn < 50; turn++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(100));
                session.SendDue();
            }

            session.Write([.. Enumerable.Range(1, 3).Select(index => SampleInterfaces.Of((uint)index))]);
        }

        string text = Dissect();
        Assert.Equal(Enumerable.Range(1, 60).Select(index => $"eth{index}"), Values(text, "IfName: "));
        Assert.Equal(Enumerable.Range(1, 60).Select(index => $"to rack {index}"), Values(text, "IfDescr: "));
        Assert.Contains("5000000003", text, StringComparison.Ordinal);
        Assert.Contains("6000000003", text, StringComparison.Ordinal);
        if (protocol == ExportProtocol.NetFlow9) Assert.Equal(["1000", "2000"], Values(text, "Sampling interval: "));
        else Assert.Contains("999", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_come_a_message_at_a_time_with_a_pause_between_and_again_with_the_templates()
    {
        var reports = new ReportSources { Exporting = true, Interfaces = new SampleInterfaces(200) };
        using CollectorSession session = Session(ExportProtocol.Ipfix, reports);
        List<int> sent = [];
        for (int turn = 0; turn < 7000; turn++)
        {
            int before = _transport.Messages.Count;
            session.SendDue();
            session.SendDue();
            sent.Add(_transport.Messages.Count - before);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.All(sent, count => Assert.InRange(count, 0, 1));
        int round = sent.Take(100).Sum();
        Assert.InRange(round, 5, 20);
        Assert.Equal(2 * round, sent.Sum());
        Assert.All(sent.Index().Where(turn => turn.Item == 1), turn => Assert.True(turn.Index < 100 || turn.Index >= 6000));
        // Options are data records, but not flow records.
        Assert.Equal((2u * 202, 0L), (session.Metrics.Sequence, session.Metrics.Records));
    }

    [Fact]
    public void Tshark_reads_samples_and_counters_of_sflow()
    {
        byte[] frame = FrameBuilder.Ethernet().Ipv4("192.0.2.7", "192.0.2.8").Udp(40_000, 53).Octets(new byte[101]).Build();
        NetworkInterface large = SampleInterfaces.Of(1) with { Index = 1 << 24 };
        using (var session = new CollectorSession(
            new() { Name = "s", Protocol = ExportProtocol.SFlow, AgentAddress = IpAddress.FromV4(0xC0000201), SubAgentId = 3 }, _transport, _clock))
        {
            for (uint i = 1; i <= 40; i++)
            {
                session.Write(new SampledPacket
                {
                    Header = frame,
                    LinkType = LinkType.Ethernet,
                    FrameLength = (uint)frame.Length,
                    SourceInterface = i % 4 == 0 ? 1u << 24 : 7,
                    InputInterface = 7,
                    OutputInterface = 9,
                    Rate = 512,
                    Pool = 512 * i,
                    Drops = 2,
                    HasVlanTci = i % 2 == 0,
                    VlanTci = 0xA04D,
                });
            }

            session.Write([SampleInterfaces.Of(1), large]);
            session.SendDue();
            Assert.Equal((40L, (uint)_transport.Messages.Count), (session.Metrics.Samples, session.Metrics.Sequence));
            Assert.All(_transport.Messages, message => Assert.InRange(message.Length, 1, 1472));
        }

        string text = Dissect(port: 6343);
        Assert.Equal(40, Values(text, "Sampling rate: ").Length);
        Assert.Equal(Enumerable.Repeat($"{frame.Length + 4}", 40), Values(text, "Frame Length: ").Select(value => value.Split(' ')[0]));
        Assert.Equal(20, Values(text, "Incoming 802.1Q VLAN: ").Count(value => value == "77"));
        Assert.Equal(["5000000001", "5000000001"], Values(text, "Input Octets: "));
        Assert.Equal(["6000000001", "6000000001"], Values(text, "Output Octets: "));
        Assert.Equal(["10000000000", "10000000000"], Values(text, "Interface Speed: "));
    }

    private CollectorSession Session(ExportProtocol protocol, ReportSources? reports = null) =>
        new(new() { Name = "oracle", Protocol = protocol, ObservationDomainId = 9 }, _transport, _clock, reports);

    private static string[] Values(string text, string label) =>
        [.. text.Split('\n').Select(line => line.TrimStart()).Where(line => line.Contains(label, StringComparison.Ordinal) && (line.StartsWith(label, StringComparison.Ordinal) || line.StartsWith('[') || line.StartsWith("Total", StringComparison.Ordinal)))
            .Select(line => line[(line.IndexOf(label, StringComparison.Ordinal) + label.Length)..].TrimEnd())];

    private static decimal Seconds(string text) => decimal.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture);

    private string Dissect(ushort port = 4739)
    {
        Tool.Require("tshark");
        string capture = _directory["export.pcap"];
        File.WriteAllBytes(capture, PcapWriter.File(_transport.Messages.Select(message =>
            FrameBuilder.Ethernet().Ipv4("192.0.2.1", "192.0.2.2").Udp(40_000, port).Octets(message).Build())));
        string text = Tool.Output("tshark", "-r", capture, "-V", "-O", "cflow,sflow", "-d", $"udp.port=={port},{(port == 6343 ? "sflow" : "cflow")}");
        foreach (string problem in Problems) Assert.DoesNotContain(problem, text, StringComparison.Ordinal);
        return text;
    }
}
