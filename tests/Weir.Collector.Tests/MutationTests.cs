using System.Buffers;
using System.Text.Json;
using Weir.Collector.Decoding;
using Weir.Collector.Dissecting;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Tests.Fixtures;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests;

/// <summary>Breaks good messages at random, with a fixed seed, and shows them to everything that reads messages.</summary>
public sealed class MutationTests
{
    private static readonly SessionOptions Options = new() { MaxSessions = 16, MaxTemplatesPerSession = 32, MaxTemplateOctets = 8192, AcceptWithdrawals = true };

    private static readonly byte[] Fields = Template(256,
        new(ElementId.SourceIPv4Address, 4), new(ElementId.SourceIPv6Address, 16), new(ElementId.OctetDeltaCount, 8), new(ElementId.ProtocolIdentifier, 1),
        new(ElementId.FlowStartMilliseconds, 8), new(ElementId.FlowEndSysUpTime, 4), new(ElementId.SourceTransportPort, 2), new(ElementId.DestinationTransportPort, 2));

    private static readonly byte[] Variable = Template(258, new(ElementId.InterfaceName, FieldSpecifier.VariableLength), new(9, 4, 35632), new(ElementId.SourceMacAddress, 6));

    private static readonly byte[][] Seeds =
    [
        Ipfix(1, 2, 3, Set(2, Fields, Variable), Set(3, IpfixOptions(257, 1, new(149, 4), new(41, 8))),
            Set(256, new byte[90]), Set(257, new byte[24]), Set(258, new Octets().U8(3).Text("abc").Zeros(10).U8(255).U16(3).Text("xyz").Zeros(10).ToArray())),
        Ipfix(1, 2, 3, Set(2, new Octets().U16(256, 0, 2, 0).ToArray()), Set(256, new byte[45])),
        NetFlowV9(1, 2, 3, 4, Set(0, Fields), Set(1, V9Options(257, 1, new(1, 4), new(34, 4))), Set(256, new byte[90]), Set(257, new byte[16])),
        NetFlowV5(1, 2, 3, 4, 5, 6, new byte[48], new byte[48]),
    ];

    private static readonly byte[] Frame = FrameBuilder.Ethernet().Vlan(9).Ipv4("192.0.2.7", "198.51.100.8").Tcp(443, 50_000).Payload(7).Build();

    private static readonly byte[] Router = SFlowMessages.Structure(1002, SFlowMessages.Address(new Octets(), "192.0.2.9").U32(24, 16).ToArray());

    private static readonly byte[] Gateway = SFlowMessages.Structure(1003, SFlowMessages.Address(new Octets(), "192.0.2.99").U32(1, 2, 3, 2, 2, 2, 4, 5, 1, 1, 6, 1, 7, 100).ToArray());

    // Of each protocol what was put together above, and what devices sent.
    private static readonly Dictionary<string, byte[][]> SeedsOf = new(StringComparer.Ordinal)
    {
        ["netflow1"] = [[0, 1, 0, 2, .. new byte[12 + 2 * 48]]],
        ["netflow5"] = [Seeds[3], Payloads.Of("telegraf-netflow/netflow_v5_example/netflow_v5.bin")],
        ["netflow7"] = [[0, 7, 0, 2, .. new byte[20 + 2 * 52]]],
        ["netflow9"] = [Seeds[2], .. Payloads.In("logstash-netflow").Where(file => file.Contains("netflow9", StringComparison.Ordinal)).Select(File.ReadAllBytes)],
        ["ipfix"] = [Seeds[0], Seeds[1], SectionAndSampler(), .. Payloads.In("logstash-netflow").Where(file => file.Contains("ipfix", StringComparison.Ordinal)).Select(File.ReadAllBytes)],
        ["sflow"] =
        [
            SFlowMessages.Datagram("203.0.113.9", 0, 1,
                SFlowMessages.FlowSample(1, 5, 2, 5, 6, SFlowMessages.RawHeader(1, 100, Frame), Router, Gateway, SFlowMessages.Structure(1012, new Octets().U32(1, 7).ToArray())),
                SFlowMessages.ExpandedFlowSample(1, 7, 2, 5, 6, SFlowMessages.Structure(3, new byte[32]), SFlowMessages.Structure(2, new byte[24])),
                SFlowMessages.CounterSample(1, 5, SFlowMessages.Structure(1, new byte[88])), SFlowMessages.Discarded(1, 5, 5, 0, 257, SFlowMessages.RawHeader(1, 100, Frame))),
            .. Payloads.In("telegraf-netflow/sflow_issue_15918").Select(File.ReadAllBytes),
        ],
    };

    public static TheoryData<string> Protocols => [.. SeedsOf.Keys];

    [Theory]
    [MemberData(nameof(Protocols))]
    public void Two_hundred_thousand_mutations_of_a_protocol_do_no_harm_and_leave_no_memory(string protocol)
    {
        byte[][] seeds = SeedsOf[protocol];
        var random = new Random(23);
        var decoder = new DatagramDecoder(new Nothing(), Options);
        var ledger = new TemplateLedger(Options);
        long before = 0;
        for (int i = 0; i < 200_000; i++)
        {
            // Other tests run beside this one, hence some room. What is learnt from the first tenth is as much as the limits allow.
            if (i == 20_000) before = GC.GetTotalMemory(forceFullCollection: true);
            byte[] message = Mutate(seeds[i % seeds.Length], random);
            decoder.Accept(new(i, DecoderUnderTestAddress, 1, message));
            ledger.Observe(new(i, DecoderUnderTestAddress, 1, message));
        }

        decoder.Flush();
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 64 << 20);
        Assert.True(decoder.Metrics.DataRecords > 1000);
        GC.KeepAlive(ledger);
    }

    private static byte[] SectionAndSampler() => Ipfix(1, 2, 3,
        Set(2, Template(256, new(ElementId.SelectorId, 2), new(ElementId.DataLinkFrameSection, FieldSpecifier.VariableLength), new(291, FieldSpecifier.VariableLength))),
        Set(3, IpfixOptions(300, 1, new(ElementId.SelectorId, 2), new(305, 4), new(306, 4))),
        Set(300, new Octets().U16(7).U32(1, 99).ToArray()),
        Set(256, new Octets().U16(7).U8(Frame.Length).Raw(Frame).U8(5).Raw(3, 1, 0x23, 0xFF, 0xFF).ToArray()),
        Set(400, new byte[20]));

    [Fact]
    public void No_mutation_escapes_as_an_exception_or_outgrows_its_limits()
    {
        var random = new Random(20);
        var decoder = new DatagramDecoder(new Nothing(), Options);
        var ledger = new TemplateLedger(Options);
        for (int i = 0; i < 40_000; i++)
        {
            var message = new Guarded(Mutate(Seeds[i % Seeds.Length], random));
            decoder.Accept(new(i, DecoderUnderTestAddress, 1, message.Payload));
            ledger.Observe(new(i, DecoderUnderTestAddress, 1, message.Payload));
        }

        decoder.Flush();
        Assert.InRange(decoder.Sessions.Count, 1, Options.MaxSessions);
        Assert.All(decoder.Sessions.All, session => Assert.InRange(session.Templates.Count, 0, Options.MaxTemplatesPerSession));
        Assert.True(decoder.Metrics.DataRecords > 5_000);
        Assert.True(decoder.Metrics.SessionsRefused > 0);
        foreach (DecodeStatus reason in Enum.GetValues<DecodeStatus>())
        {
            if (reason != DecodeStatus.Ok) Assert.True(decoder.Metrics.CountOf(reason) > 0, $"no mutation led to {reason}");
        }
    }

    [Fact]
    public void Every_mutation_is_dissected_to_one_line_of_valid_json()
    {
        var random = new Random(21);
        using var dissector = new MessageDissector(Options);
        for (int i = 0; i < 4_000; i++)
        {
            var output = new ArrayBufferWriter<byte>();
            var message = new Guarded(Mutate(Seeds[i % Seeds.Length], random));
            dissector.Dissect(new(i, DecoderUnderTestAddress, 1, message.Payload), output);
            Assert.Equal(output.WrittenCount - 1, output.WrittenSpan.IndexOf((byte)'\n'));
            JsonDocument.Parse(output.WrittenMemory).Dispose();
        }
    }

    [Fact]
    public void What_is_left_of_a_broken_stream_makes_an_opening_that_decodes()
    {
        var random = new Random(22);
        var ledger = new TemplateLedger(Options);
        for (int i = 0; i < 5_000; i++) ledger.Observe(new(i, DecoderUnderTestAddress, 1, Mutate(Seeds[i % Seeds.Length], random)));
        var copy = new TemplateLedger(Options);
        ledger.WriteTo(new Observer(copy));
        Assert.Equal(ledger.TemplateCount, copy.TemplateCount);
    }

    private static IpAddress DecoderUnderTestAddress => IpAddress.FromV4(0xC0000201);

    private static byte[] Mutate(byte[] seed, Random random)
    {
        byte[] message = [.. seed];
        for (int times = random.Next(4); times >= 0; times--)
        {
            int at = random.Next(message.Length);
            switch (random.Next(6))
            {
                case 0: message[at] = (byte)random.Next(256); break;
                case 1: message[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: message[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xFF; break;
                case 3: message[at] = (byte)random.Next(5); break;
                case 4: message = message[..Math.Max(2, at)]; break;
                default: message = [.. message[..at], .. message[random.Next(at + 1)..]]; break;
            }
        }

        return message;
    }

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }

    private sealed class Observer(TemplateLedger ledger) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram) => ledger.Observe(datagram);
    }
}
