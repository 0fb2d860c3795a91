using Weir.Testing.Messages;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.Tests.NetFlowV9;

public sealed class NetFlowV9MessageReaderTests
{
    private static readonly byte[] Message = TestMessages.NetFlowV9(1000, 1_700_000_000, 7, 42,
        TestMessages.Set(0, TestMessages.Template(256, new(8, 4), new(1, 4))),
        TestMessages.Set(1, TestMessages.V9Options(257, 1, new(1, 4), new(34, 4))),
        TestMessages.Set(256, new Octets().Ip("192.0.2.1").U32(99).ToArray()));

    [Fact]
    public void FlowSets_are_walked_in_their_order()
    {
        Assert.Equal(DecodeStatus.Ok, NetFlowV9MessageReader.TryOpen(new Guarded(Message).Payload, out NetFlowV9Header header, out SetReader sets));
        Assert.Equal(new NetFlowV9Header(3, 1000, 1_700_000_000, 7, 42), header);
        Assert.Equal([SetKind.Templates, SetKind.OptionsTemplates, SetKind.Data], Kinds(ref sets));
        Assert.Equal(DecodeStatus.Ok, sets.Status);
    }

    [Fact]
    public void A_datagram_cut_at_any_length_keeps_the_whole_FlowSets_before_the_cut()
    {
        int[] ends = [20, 36, 54, Message.Length];
        for (int length = 0; length < Message.Length; length++)
        {
            DecodeStatus status = NetFlowV9MessageReader.TryOpen(new Guarded(Message.AsSpan(0, length)).Payload, out _, out SetReader sets);
            if (length < NetFlowV9Header.Size)
            {
                Assert.Equal(DecodeStatus.Truncated, status);
                continue;
            }

            Assert.Equal(ends.Count(end => end <= length) - 1, Kinds(ref sets).Count);
            // A first octet of zero at the cut may as well be padding.
            if (sets.Status == DecodeStatus.Ok) Assert.True(ends.Contains(length) || Message[ends.Last(end => end <= length)] == 0);
        }
    }

    [Fact]
    public void Zeros_up_to_the_end_of_the_datagram_are_padding()
    {
        byte[] padded = [.. Message, .. new byte[500]];
        NetFlowV9MessageReader.TryOpen(padded, out _, out SetReader sets);
        Assert.Equal(3, Kinds(ref sets).Count);
        Assert.Equal((DecodeStatus.Ok, padded.Length), (sets.Status, sets.Position));
    }

    [Fact]
    public void Zeros_before_something_else_are_a_bad_length()
    {
        byte[] broken = [.. Message, .. new byte[8], 1];
        NetFlowV9MessageReader.TryOpen(broken, out _, out SetReader sets);
        Assert.Equal(3, Kinds(ref sets).Count);
        Assert.Equal((DecodeStatus.BadLength, Message.Length), (sets.Status, sets.Position));
    }

    private static List<SetKind> Kinds(ref SetReader sets)
    {
        var kinds = new List<SetKind>();
        while (sets.TryRead(out MessageSet set)) kinds.Add(set.Kind);
        return kinds;
    }
}
