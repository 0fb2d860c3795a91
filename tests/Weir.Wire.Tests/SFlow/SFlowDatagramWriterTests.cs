using Weir.Testing.Messages;
using Weir.Wire.Primitives;
using Weir.Wire.SFlow;

namespace Weir.Wire.Tests.SFlow;

public sealed class SFlowDatagramWriterTests
{
    private readonly byte[] _buffer = new byte[600];

    [Fact]
    public void A_flow_sample_has_its_packet_padded_to_32_bits()
    {
        var writer = new SFlowDatagramWriter(_buffer, IpAddress.FromV4(0xC0000201), subAgentId: 7);
        Assert.True(writer.TryWrite(Sample(index: 3)));
        byte[] expected = new Octets().U32(5, 1, 0xC0000201, 7, 9, 10, 1)
            .U32(1, 64, 1, 3, 100, 200, 4, 3, 0, 1)
            .U32(1, 24, 1, 64, 4, 5).U8(1, 2, 3, 4, 5, 0, 0, 0).ToArray();
        Assert.Equal(expected, writer.Finish(9, 10).ToArray());
    }

    [Fact]
    public void A_vlan_goes_into_extended_switch_data()
    {
        var writer = new SFlowDatagramWriter(_buffer, default, 0);
        SFlowFlowSample sample = Sample(index: 3);
        (sample.HasVlan, sample.Vlan, sample.Priority) = (true, 77, 5);
        Assert.True(writer.TryWrite(in sample));
        Assert.Equal(new Octets().U32(1001, 16, 77, 5, 77, 5).ToArray(), writer.Finish(1, 1)[^24..].ToArray());
    }

    [Fact]
    public void A_large_interface_index_takes_the_expanded_form()
    {
        var writer = new SFlowDatagramWriter(_buffer, default, 0);
        Assert.True(writer.TryWrite(Sample(SFlowDatagramWriter.FirstExpandedIndex)));
        Assert.Equal(
            new Octets().U32(3, 76, 1, 0, 1 << 24, 100, 200, 4, 0, 1 << 24, 0, 0, 1).ToArray(), writer.Finish(1, 1).Slice(28, 52).ToArray());
        Assert.True(writer.TryWrite(new SFlowInterfaceCounters { Index = 1 << 24 }, sequence: 8));
        Assert.Equal(new Octets().U32(4, 112, 8, 0, 1 << 24, 1, 1, 88, 1 << 24).ToArray(), writer.Finish(1, 1).Slice(28 + 84, 36).ToArray());
    }

    [Fact]
    public void A_name_comes_last_and_is_cut_where_it_is_too_long()
    {
        var writer = new SFlowDatagramWriter(_buffer, default, 0);
        Assert.True(writer.TryWrite(new SFlowInterfaceCounters { Index = 1, Name = "enp0s1"u8.ToArray() }, sequence: 1));
        Assert.Equal(new Octets().U32(1005, 12, 6).Raw("enp0s1\0\0"u8.ToArray()).ToArray(), writer.Finish(1, 1)[^20..].ToArray());
        Assert.True(writer.TryWrite(new SFlowInterfaceCounters { Index = 1, Name = new byte[300] }, sequence: 2));
        Assert.Equal(new Octets().U32(1005, 68, 64).ToArray(), writer.Finish(1, 1)[^76..^64].ToArray());
    }

    [Fact]
    public void An_agent_may_have_an_ipv6_address()
    {
        var writer = new SFlowDatagramWriter(_buffer, new IpAddress(0x2001_0DB8_0000_0000, 1), 2);
        Assert.Equal(new Octets().U32(5, 2, 0x20010DB8, 0, 0, 1, 2, 3, 4, 0).ToArray(), writer.Finish(3, 4).ToArray());
    }

    [Fact]
    public void At_every_limit_a_sample_is_there_whole_or_not_at_all()
    {
        for (int limit = 28; limit < 400; limit++)
        {
            var writer = new SFlowDatagramWriter(_buffer, default, 0);
            writer.Reset(limit);
            int samples = 0;
            if (writer.TryWrite(Sample(3))) samples++;
            if (writer.TryWrite(new SFlowInterfaceCounters { Index = 3, HasEthernet = true, Name = "a name"u8.ToArray() }, 1)) samples++;
            ReadOnlySpan<byte> datagram = writer.Finish(0, 0);
            Assert.True(datagram.Length <= limit);
            Assert.Equal(samples, datagram[27]);
            Assert.Equal(samples == 0, writer.IsEmpty);
        }
    }

    private static SFlowFlowSample Sample(uint index) => new()
    {
        Sequence = 1,
        SourceIndex = index,
        Rate = 100,
        Pool = 200,
        Drops = 4,
        Input = index,
        Protocol = SFlowHeaderProtocol.Ethernet,
        FrameLength = 64,
        Stripped = 4,
        Header = new byte[] { 1, 2, 3, 4, 5 },
    };
}
