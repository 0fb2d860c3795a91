using Weir.Testing.Messages;
using Weir.Wire.NetFlowV5;
using Weir.Wire.Primitives;

namespace Weir.Wire.Tests.NetFlowV5;

public sealed class NetFlowV5MessageReaderTests
{
    private static readonly byte[] Message = TestMessages.NetFlowV5(1000, 1_700_000_000, 5, 77, 0x0102, 0x4000 | 512, new byte[48], new byte[48]);

    [Fact]
    public void The_built_in_template_is_as_long_as_the_record()
    {
        Assert.True(NetFlowV5Record.Layout.IsFixedLength);
        Assert.Equal(NetFlowV5Record.Size, NetFlowV5Record.Layout.MinimumLength);
    }

    [Fact]
    public void The_header_is_read_with_its_sampling_field_parted()
    {
        Assert.Equal(DecodeStatus.Ok, NetFlowV5MessageReader.TryOpen(new Guarded(Message).Payload, out NetFlowV5Header header, out ReadOnlySpan<byte> records));
        Assert.Equal(new NetFlowV5Header(2, 1000, 1_700_000_000, 5, 77, 1, 2, 1, 512), header);
        Assert.Equal(0x0102u, header.Engine);
        Assert.Equal(96, records.Length);
    }

    [Fact]
    public void A_packet_cut_at_any_length_gives_its_whole_records()
    {
        for (int length = 0; length < Message.Length; length++)
        {
            Assert.Equal(DecodeStatus.Truncated, NetFlowV5MessageReader.TryOpen(new Guarded(Message.AsSpan(0, length)).Payload, out _, out ReadOnlySpan<byte> records));
            Assert.Equal(Math.Max(0, length - NetFlowV5Header.Size) / 48 * 48, records.Length);
        }
    }

    [Fact]
    public void Octets_beyond_the_count_are_ignored()
    {
        byte[] longer = [.. Message, .. new byte[100]];
        Assert.Equal(DecodeStatus.Ok, NetFlowV5MessageReader.TryOpen(longer, out _, out ReadOnlySpan<byte> records));
        Assert.Equal(96, records.Length);
    }
}
