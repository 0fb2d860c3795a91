using System.Buffers;
using System.Text.Json;
using Weir.Collector.Decoding;
using Weir.Collector.Dissecting;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
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
