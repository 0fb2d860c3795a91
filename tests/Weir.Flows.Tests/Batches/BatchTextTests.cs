using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Flows.Tests.Batches;

public sealed class BatchTextTests
{
    private readonly FlowBatch _batch = new();

    [Fact]
    public void A_text_comes_back_as_it_was()
    {
        Assert.Equal("dns", Held("dns"u8));
        Assert.Equal("", Held(""u8));
        Assert.Equal("naïve", Held(Encoding.UTF8.GetBytes("naïve")));
    }

    [Fact]
    public void Rows_keep_their_own_texts()
    {
        for (int row = 0; row < FlowBatch.Capacity; row++) _batch.SetText(FlowColumns.ApplicationName, row, Encoding.UTF8.GetBytes($"app {row / 3}"));
        for (int row = 0; row < FlowBatch.Capacity; row++)
            Assert.Equal($"app {row / 3}", Encoding.UTF8.GetString(_batch.Text(FlowColumns.ApplicationName, row)));
    }

    [Fact]
    public void Neighbours_with_the_same_text_share_it()
    {
        _batch.SetText(FlowColumns.ApplicationName, 0, "https"u8);
        _batch.SetText(FlowColumns.ApplicationName, 1, "https"u8);

        Assert.Equal(_batch.Column(FlowColumns.ApplicationName)[0], _batch.Column(FlowColumns.ApplicationName)[1]);
    }

    [Fact]
    public void A_long_text_is_cut_between_characters()
    {
        byte[] letters = Encoding.UTF8.GetBytes(new string('x', 253) + "ïx");

        Assert.Equal(new string('x', 253), Held(letters));
        Assert.Equal(new string('x', 254), Held(Encoding.UTF8.GetBytes(new string('x', 400))));
        Assert.InRange(Held(Enumerable.Repeat((byte)0x80, 300).ToArray()).Length, 250, 254);
    }

    [Fact]
    public void What_is_not_utf8_is_replaced()
    {
        Assert.Equal("a?b", Held([(byte)'a', 0xFF, (byte)'b']));
        Assert.Equal("ï?", Held([0xC3, 0xAF, 0xC3]));
    }

    [Fact]
    public void A_cleared_batch_is_filled_anew()
    {
        Held("before"u8);
        _batch.Clear();

        Assert.False(_batch.Has(FlowColumns.ApplicationName));
        Assert.Equal("after", Held("after"u8));
    }

    private string Held(ReadOnlySpan<byte> utf8)
    {
        _batch.SetText(FlowColumns.ApplicationName, 7, utf8);
        return Encoding.UTF8.GetString(_batch.Text(FlowColumns.ApplicationName, 7));
    }
}
