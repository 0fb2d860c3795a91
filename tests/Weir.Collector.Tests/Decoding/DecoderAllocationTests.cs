using Weir.Collector.Decoding;
using Weir.Collector.Sessions;
using Weir.Flows.Batches;
using Weir.Flows.Exporters;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Elements;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

public sealed class DecoderAllocationTests
{
    private static readonly FieldSpecifier[] Fixed =
    [
        new(ElementId.SourceIPv4Address, 4), new(ElementId.DestinationIPv4Address, 4), new(ElementId.OctetDeltaCount, 8), new(ElementId.PacketDeltaCount, 4),
        new(ElementId.FlowStartMilliseconds, 8), new(ElementId.ProtocolIdentifier, 1), new(ElementId.SourceTransportPort, 2), new(ElementId.DestinationTransportPort, 2),
    ];

    private static readonly byte[] Frame = FrameBuilder.Ethernet().Ipv4("192.0.2.7", "198.51.100.8").Tcp(1, 2).Payload(60).Build();

    public static TheoryData<string, byte[]> Messages => new()
    {
        { "fixed", Ipfix(0, 0, 1, Set(2, Template(256, Fixed)), Set(256, new byte[33 * 40])) },
        { "variable", Ipfix(0, 0, 1, Set(2, Template(256, [.. Fixed, new(ElementId.InterfaceName, FieldSpecifier.VariableLength)])), Set(256, new byte[34 * 40])) },
        { "v9 with options", NetFlowV9(0, 0, 0, 1, Set(0, Template(256, Fixed)), Set(1, V9Options(257, 1, new(1, 4), new(34, 4))), Set(256, new byte[33 * 40]), Set(257, new byte[16])) },
        { "names of applications", Ipfix(0, 0, 1, Set(2, Template(256, [.. Fixed, new(ElementId.ApplicationId, 4)])), Set(3, IpfixOptions(300, 1, new(ElementId.ApplicationId, 4), new(ElementId.ApplicationName, 8))),
            Set(300, [3, 0, 0, 80, .. "web\0\0\0\0\0"u8]), Set(256, [.. new byte[33], 3, 0, 0, 80, .. new byte[33], 3, 0, 0, 81])) },
        { "names of interfaces", Ipfix(0, 0, 1, Set(2, Template(256, [.. Fixed, new(ElementId.IngressInterface, 4)])), Set(3, IpfixOptions(300, 1, new(ElementId.IngressInterface, 4), new(ElementId.InterfaceName, 8))),
            Set(300, [0, 0, 0, 7, .. "eth7\0\0\0\0"u8]), Set(256, [.. new byte[33], 0, 0, 0, 7, .. new byte[33], 0, 0, 0, 8])) },
        { "v5", NetFlowV5(0, 0, 0, 0, 0, 0, new byte[48], new byte[48]) },
        { "sflow", SFlowMessages.Datagram("192.0.2.1", 0, 1, [.. Enumerable.Range(1, 7).Select(source => SFlowMessages.FlowSample(1, (uint)source, 100, (uint)source, 9, SFlowMessages.RawHeader(1, 100, Frame)))]) },
        { "malformed", Ipfix(0, 0, 1, Set(2, [1, 0, 255, 255]), Set(77), Set(999, new byte[8]), [1, 0, 0, 1]) },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void Decoding_a_message_again_allocates_nothing(string kind, byte[] message)
    {
        var decoder = new DatagramDecoder(new Nothing());
        var ledger = new TemplateLedger(new SessionOptions());
        for (int i = 0; i < 200; i++) Accept(decoder, ledger, message);
        AllocationBudget.Check($"collector/decoding: decode and observe a message, {kind}", () =>
        {
            for (int i = 0; i < 1000; i++) Accept(decoder, ledger, message);
        });
    }

    private static void Accept(DatagramDecoder decoder, TemplateLedger ledger, byte[] message)
    {
        ledger.Observe(new(1, DecoderUnderTest.Exporter, 1, message));
        decoder.Accept(new(1, DecoderUnderTest.Exporter, 1, message));
    }

    [Fact]
    public void Telling_what_came_of_an_exporter_allocates_nothing()
    {
        var decoder = new DatagramDecoder(new Nothing());
        byte[] message = Ipfix(0, 0, 1, Set(2, Template(256, Fixed)), Set(256, new byte[33]));
        long minute = 0;
        for (int i = 0; i < 200; i++) AcceptNext();
        (long before, long told) = (minute, decoder.Metrics.ExporterRecords);
        AllocationBudget.Check("collector/decoding: decode a message that begins a minute", () =>
        {
            for (int i = 0; i < 1000; i++) AcceptNext();
        });
        Assert.Equal(minute - before, decoder.Metrics.ExporterRecords - told);

        void AcceptNext() => decoder.Accept(new(++minute * 60_000_000_000, DecoderUnderTest.Exporter, 1, message));
    }

    private sealed class Nothing : IFlowSink, IExporterSink
    {
        public void Write(FlowBatch batch)
        {
        }

        public void Write(in ExporterRecord exporter)
        {
        }
    }
}
