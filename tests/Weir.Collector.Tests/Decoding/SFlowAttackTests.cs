using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Primitives;
using static Weir.Testing.Messages.SFlowMessages;

namespace Weir.Collector.Tests.Decoding;

/// <summary>Counts and lengths that lie: what is whole stands, the rest is counted once, and nothing is believed that is not there.</summary>
public sealed class SFlowAttackTests
{
    private static readonly byte[] Header = RawHeader(1, 100, FrameBuilder.Ethernet().Ipv4("192.0.2.7", "198.51.100.8").Udp(1, 2).Payload(4).Build());
    private static readonly byte[] Whole = FlowSample(1, 5, 2, 5, 6, Header);

    [Fact]
    public void A_count_of_samples_is_believed_as_far_as_there_are_samples()
    {
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, uint.MaxValue, Whole));
        Assert.Single(test.Records());
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.Truncated));
    }

    [Fact]
    public void Samples_without_octets_end_with_the_datagram()
    {
        var empty = new Octets();
        for (int i = 0; i < 8000; i++) empty.U32(1, 0);
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, uint.MaxValue, empty.ToArray()));
        Assert.Empty(test.Records());
        Assert.Equal((8000, 8001), (test.Metrics.FlowSamples, test.Metrics.CountOf(DecodeStatus.Truncated)));
    }

    [Fact]
    public void A_count_of_records_is_believed_as_far_as_there_are_records()
    {
        byte[] sample = Structure(1, new Octets().U32(1, 5, 2, 3, 0, 5, 6, uint.MaxValue).Raw(Header).ToArray());
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, sample, Whole));
        Assert.Equal(2, test.Records().Count);
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.Truncated));
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(4000u)]
    public void A_length_past_the_end_ends_the_datagram(uint length)
    {
        byte[] liar = new Octets().U32(1, length).Zeros(40).ToArray();
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, Whole, liar, Whole));
        Assert.Single(test.Records());
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.BadLength));
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(500u)]
    public void A_sampled_header_longer_than_its_record_is_refused_and_the_next_sample_stands(uint length)
    {
        byte[] liar = Structure(1, new Octets().U32(1, 100, 0, length).Zeros(64).ToArray());
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, 6, liar), Whole));
        Assert.Single(test.Records());
        Assert.Equal((1, 1), (test.Metrics.CountOf(DecodeStatus.BadLength), test.Metrics.SamplesWithoutPacket));
    }

    [Theory]
    [InlineData(new uint[] { 1u, 0xC0000201, 1, 2, 3, 0xFFFF_FFFF })]
    [InlineData(new uint[] { 1u, 0xC0000201, 1, 2, 3, 1, 2, 0xFFFF_FFFF })]
    [InlineData(new uint[] { 1u, 0xC0000201, 1, 2, 3, 0x4000_0000, 2, 0 })]
    [InlineData(new uint[] { 7u, 0xC0000201 })]
    [InlineData(new uint[] { 2u, 0xC0000201 })]
    public void A_gateway_that_lies_is_left_out_and_the_packet_stands(uint[] record)
    {
        byte[] gateway = Structure(1003, new Octets().U32(record).ToArray());
        DecoderUnderTest test = DecoderUnderTest.After(Datagram("203.0.113.9", 0, 1, FlowSample(1, 5, 2, 5, 6, gateway, Header)));
        Assert.DoesNotContain("src_as", test.Single());
        Assert.Equal(1, test.Metrics.CountOf(DecodeStatus.Truncated) + test.Metrics.CountOf(DecodeStatus.BadLength));
    }

    [Fact]
    public void Every_cut_of_a_datagram_is_read_without_harm()
    {
        byte[] whole = Datagram("203.0.113.9", 0, 1, Whole, ExpandedFlowSample(1, 7, 2, 5, 6, Header), CounterSample(1, 5, Structure(1, new byte[88])), Discarded(1, 5, 5, 0, 257, Header));
        for (int length = 0; length < whole.Length; length++)
        {
            var test = new DecoderUnderTest();
            test.Accept(whole.AsSpan(0, length));
            Assert.InRange(test.Records().Count, 0, 3);
            Assert.True(Enum.GetValues<DecodeStatus>().Sum(test.Metrics.CountOf) > 0, $"{length} octets of {whole.Length} were taken for whole");
        }
    }
}
