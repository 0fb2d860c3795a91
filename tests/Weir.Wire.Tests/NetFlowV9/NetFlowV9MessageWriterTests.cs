using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Wire.Tests.NetFlowV9;

public sealed class NetFlowV9MessageWriterTests
{
    private static readonly TemplateRecord Flows = new(256, [new(8, 4), new(1, 8), new(4, 1)]);
    private static readonly TemplateRecord Options = new(257, [new(NetFlowV9Scope.System, 4), new(34, 4), new(35, 1)], ScopeFieldCount: 1);

    [Fact]
    public void Each_flow_set_is_padded_to_32_bits_and_all_records_are_counted()
    {
        var writer = new NetFlowV9MessageWriter(new byte[200]);
        Assert.True(writer.TryWriteTemplate(Flows));
        Assert.True(writer.TryWriteTemplate(Options));
        Assert.Equal(2, writer.ReserveRecords(256, 13, 2, out Span<byte> records));
        records.Fill(0xAA);
        Assert.True(writer.TryWriteRecord(257, new byte[9]));
        byte[] message = writer.Finish(1, 2, 3, 4).ToArray();
        Assert.Equal(DecodeStatus.Ok, NetFlowV9MessageReader.TryOpen(message, out NetFlowV9Header header, out SetReader sets));
        Assert.Equal(new NetFlowV9Header(5, 1, 2, 3, 4), header);
        List<(int Id, int Length)> found = [];
        while (sets.TryRead(out MessageSet set)) found.Add((set.Id, set.Content.Length));
        Assert.Equal([(0, 16), (1, 20), (256, 28), (257, 12)], found);
        Assert.Equal(DecodeStatus.Ok, sets.Status);
        Assert.Equal(0, message[^1]);
    }

    [Fact]
    public void Options_templates_tell_their_lengths_in_octets()
    {
        var writer = new NetFlowV9MessageWriter(new byte[100]);
        writer.TryWriteTemplate(Options);
        ReadOnlySpan<byte> template = writer.Finish(0, 0, 0, 0)[(NetFlowV9Header.Size + 4)..];
        Assert.Equal([1, 1, 0, 4, 0, 8, 0, 1, 0, 4, 0, 34, 0, 4, 0, 35, 0, 1, 0, 0], template.ToArray());
    }

    [Fact]
    public void At_every_buffer_length_what_does_not_fit_is_refused_and_the_message_stays_whole()
    {
        for (int length = NetFlowV9Header.Size; length < 150; length++)
        {
            byte[] buffer = new byte[length];
            var writer = new NetFlowV9MessageWriter(buffer);
            int written = writer.TryWriteTemplate(Flows) ? 1 : 0;
            written += writer.ReserveRecords(256, 13, 4, out _);
            if (writer.TryWriteRecord(257, new byte[9])) written++;
            ReadOnlySpan<byte> message = writer.Finish(0, 0, 0, 0);
            Assert.Equal((0, true), (message.Length % 4, message.Length <= length));
            NetFlowV9MessageReader.TryOpen(message, out NetFlowV9Header header, out SetReader sets);
            Assert.Equal(written, header.Count);
            while (sets.TryRead(out _))
            {
            }

            Assert.Equal(DecodeStatus.Ok, sets.Status);
        }
    }
}
