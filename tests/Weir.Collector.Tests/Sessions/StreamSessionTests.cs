using Weir.Collector.Decoding;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Sessions;
using Weir.Collector.Tests.Decoding;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Sessions;

/// <summary>Templates of a stream are its own, may be withdrawn, and end with it.</summary>
public sealed class StreamSessionTests
{
    private const ushort First = 40001;
    private const ushort Second = 40002;
    private static readonly FieldSpecifier Port = new(ElementId.SourceTransportPort, 2);

    private readonly DecoderUnderTest _test = new();
    private readonly TemplateLedger _ledger = new(new());

    [Fact]
    public void Streams_of_one_exporter_and_its_datagrams_have_templates_of_their_own()
    {
        Accept(First, Ipfix(0, 0, 7, Set(2, Template(256, Port))));
        Accept(Second, Ipfix(0, 0, 7, Set(2, Template(256, Port, Port))));
        Accept(First, Ipfix(0, 0, 7, Set(256, [0, 1])));
        Accept(Second, Ipfix(0, 0, 7, Set(256, [0, 2, 0, 3])));
        Accept(First, Ipfix(0, 0, 7, Set(256, [0, 9])), MessageOrigin.Datagram);
        Assert.Equal(2, _test.Records().Count);
        Assert.Equal(1, _test.Metrics.CountOf(DecodeStatus.UnknownTemplate));
        Assert.Equal(3, _test.Decoder.Sessions.Count);
    }

    [Fact]
    public void A_withdrawal_is_obeyed_in_a_stream_and_not_in_datagrams()
    {
        byte[] template = Ipfix(0, 0, 7, Set(2, Template(256, Port)));
        byte[] withdrawal = Ipfix(0, 0, 7, Set(2, new Octets().U16(256, 0).ToArray()));
        foreach (MessageOrigin origin in (MessageOrigin[])[MessageOrigin.Stream, MessageOrigin.Datagram])
        {
            Accept(First, template, origin);
            Accept(First, withdrawal, origin);
        }

        Assert.Equal((1, 1), (_test.Metrics.TemplateWithdrawals, _test.Metrics.IgnoredWithdrawals));
        Assert.Equal(1, _ledger.TemplateCount);
    }

    [Fact]
    public void What_a_stream_told_ends_with_it_and_what_another_told_stays()
    {
        foreach (ushort port in (ushort[])[First, Second])
        {
            Accept(port, Ipfix(0, 0, 7, Set(2, Template(256, Port))));
            Accept(port, Ipfix(0, 0, 7, Set(300, [0, 1]))); // waits for a template
        }

        Accept(First, [], MessageOrigin.StreamEnd);
        Assert.Equal((1, 1), (_ledger.TemplateCount, _ledger.WaitingCount));
        Assert.Equal(Second, Assert.Single(_test.Decoder.Sessions.All).ExporterPort);
        Accept(First, Ipfix(0, 0, 7, Set(2, Template(300, Port))));
        Assert.Empty(_test.Records());
    }

    [Fact]
    public void A_segment_opens_with_the_templates_of_each_stream()
    {
        Accept(First, Ipfix(0, 0, 7, Set(2, Template(256, Port))));
        Accept(Second, Ipfix(0, 0, 7, Set(2, Template(256, Port, Port))));
        var next = new DecoderUnderTest();
        _ledger.WriteTo(new Opening(next.Decoder));
        next.Decoder.Accept(Message(Second, Ipfix(0, 0, 7, Set(256, [0, 2, 0, 3]))));
        Assert.Single(next.Records());
    }

    [Fact]
    public void The_journal_keeps_what_brought_a_message()
    {
        byte[] frame = new byte[SegmentFormat.FrameSize(3)];
        SegmentFormat.WriteFrame(frame, 42, FrameKind.Datagram, Message(First, [1, 2, 3]));
        Assert.True(SegmentFormat.TryReadPayload(frame, 3, out ReceivedDatagram read));
        Assert.Equal(MessageOrigin.Stream, read.Origin);
    }

    [Fact]
    public void Rates_that_a_stream_told_of_domains_without_sessions_give_their_room_back_with_it()
    {
        var test = new DecoderUnderTest(new() { MaxSamplers = 1 });
        byte[] options = IpfixOptions(300, 1, new(ElementId.ObservationDomainId, 4), new(ElementId.SamplingInterval, 4));
        foreach (ushort port in (ushort[])[First, Second])
        {
            test.Decoder.Accept(Message(port, Ipfix(0, 0, 7, Set(3, options), Set(300, new Octets().U32(9, 100, 8, 50).ToArray()))));
            test.Decoder.Accept(Message(port, [], MessageOrigin.StreamEnd));
        }

        Assert.Equal(2, test.Metrics.SamplersRefused); // the second rate of each
    }

    private static ReceivedDatagram Message(ushort port, byte[] message, MessageOrigin origin = MessageOrigin.Stream) =>
        new(DecoderUnderTest.ReceivedNs, DecoderUnderTest.Exporter, port, message, origin);

    private void Accept(ushort port, byte[] message, MessageOrigin origin = MessageOrigin.Stream)
    {
        _test.Decoder.Accept(Message(port, message, origin));
        _ledger.Observe(Message(port, message, origin));
    }

    private sealed class Opening(DatagramDecoder decoder) : IDatagramSink
    {
        public void Accept(in ReceivedDatagram datagram) => decoder.AcceptOpening(in datagram);
    }
}
