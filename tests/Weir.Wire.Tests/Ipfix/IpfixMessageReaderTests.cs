using Weir.Testing.Messages;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.Tests.Ipfix;

public sealed class IpfixMessageReaderTests
{
    private static readonly byte[] Message = TestMessages.Ipfix(1_700_000_000, 7, 42,
        TestMessages.Set(2, TestMessages.Template(256, new(8, 4), new(1, 8))),
        TestMessages.Set(3, TestMessages.IpfixOptions(257, 1, new(149, 4), new(41, 8))),
        TestMessages.Set(256, new Octets().Ip("192.0.2.1").U64(99).ToArray()));

    [Fact]
    public void Sets_are_walked_in_their_order()
    {
        var guarded = new Guarded(Message);
        Assert.Equal(DecodeStatus.Ok, IpfixMessageReader.TryOpen(guarded.Payload, out IpfixHeader header, out SetReader sets));
        Assert.Equal(new IpfixHeader((ushort)Message.Length, 1_700_000_000, 7, 42), header);

        Assert.True(sets.TryRead(out MessageSet templates));
        Assert.Equal((SetKind.Templates, (ushort)2, 16, 12), (templates.Kind, templates.Id, templates.Offset, templates.Content.Length));
        Assert.True(sets.TryRead(out MessageSet options));
        Assert.Equal((SetKind.OptionsTemplates, (ushort)3), (options.Kind, options.Id));
        Assert.True(sets.TryRead(out MessageSet data));
        Assert.Equal((SetKind.Data, (ushort)256, 12), (data.Kind, data.Id, data.Content.Length));
        Assert.False(sets.TryRead(out _));
        Assert.Equal((DecodeStatus.Ok, Message.Length), (sets.Status, sets.Position));
        Assert.True(guarded.IsUntouched);
    }

    [Fact]
    public void A_message_cut_at_any_length_is_reported_not_thrown()
    {
        for (int length = 0; length < Message.Length; length++)
        {
            Assert.Equal(DecodeStatus.Truncated, IpfixMessageReader.TryOpen(new Guarded(Message.AsSpan(0, length)).Payload, out _, out SetReader sets));
            Assert.False(sets.TryRead(out _));
        }
    }

    [Fact]
    public void A_length_field_that_cuts_the_message_anywhere_ends_the_walk_with_a_reason()
    {
        int[] setStarts = [16, 32, 50, Message.Length];
        for (int length = IpfixHeader.Size; length <= Message.Length; length++)
        {
            byte[] cut = [.. Message];
            (cut[2], cut[3]) = ((byte)(length >> 8), (byte)length);
            Assert.Equal(DecodeStatus.Ok, IpfixMessageReader.TryOpen(cut, out _, out SetReader sets));
            while (sets.TryRead(out _)) { }
            Assert.Equal(setStarts.Contains(length), sets.Status == DecodeStatus.Ok);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(17)]
    public void A_set_length_shorter_than_its_header_or_past_the_end_ends_the_walk(int setLength)
    {
        byte[] set = new Octets().U16(256, setLength).Zeros(12).ToArray();
        Assert.Equal(DecodeStatus.Ok, IpfixMessageReader.TryOpen(TestMessages.Ipfix(0, 0, 0, set), out _, out SetReader sets));
        Assert.False(sets.TryRead(out _));
        Assert.Equal((DecodeStatus.BadLength, 16), (sets.Status, sets.Position));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(255)]
    public void A_reserved_set_id_is_told_and_stepped_over(int id)
    {
        IpfixMessageReader.TryOpen(TestMessages.Ipfix(0, 0, 0, TestMessages.Set(id), TestMessages.Set(256)), out _, out SetReader sets);
        Assert.True(sets.TryRead(out MessageSet reserved));
        Assert.Equal(SetKind.Reserved, reserved.Kind);
        Assert.True(sets.TryRead(out MessageSet data));
        Assert.Equal(SetKind.Data, data.Kind);
    }

    [Fact]
    public void Octets_behind_the_message_are_left_alone()
    {
        byte[] stream = [.. TestMessages.Ipfix(0, 0, 0, TestMessages.Set(256)), 0, 10, 0, 16];
        Assert.Equal(DecodeStatus.Ok, IpfixMessageReader.TryOpen(stream, out _, out SetReader sets));
        Assert.True(sets.TryRead(out _));
        Assert.False(sets.TryRead(out _));
        Assert.Equal(DecodeStatus.Ok, sets.Status);
    }

    [Theory]
    [InlineData(9, 16, DecodeStatus.UnknownVersion)]
    [InlineData(10, 15, DecodeStatus.BadLength)]
    [InlineData(10, 17, DecodeStatus.Truncated)]
    public void A_header_that_contradicts_itself_is_refused(int version, int length, DecodeStatus expected) =>
        Assert.Equal(expected, IpfixMessageReader.TryOpen(new Octets().U16(version, length).Zeros(12).ToArray(), out _, out _));
}
