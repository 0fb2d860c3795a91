using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Flows.Tests.Columns;

public sealed class ColumnDefinitionTests
{
    [Theory]
    [InlineData("35632/118", 118, 35632u)]
    [InlineData("33002", 33002, 0u)]
    [InlineData("1", 1, 0u)]
    [InlineData("4294967295/32767", 32767, uint.MaxValue)]
    public void An_element_is_read_and_written_alike(string text, int number, uint enterprise)
    {
        Assert.True(ColumnDefinition.TryParseElement(text, out ElementBinding element));
        Assert.Equal(new ElementBinding((ushort)number, enterprise), element);
        Assert.Equal(text, new ColumnDefinition("x", element, LogicalType.Text).ElementText);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("0/1")]
    [InlineData("9/")]
    [InlineData("/9")]
    [InlineData("9/32768")]
    [InlineData("4294967296/1")]
    [InlineData("9/1/2")]
    [InlineData(" 9")]
    [InlineData("-9")]
    public void What_is_no_element_is_refused(string text) => Assert.False(ColumnDefinition.TryParseElement(text, out _));

    [Theory]
    [InlineData("a")]
    [InlineData("app_label2")]
    public void A_name_of_small_letters_digits_and_underscores_is_one(string name) => Assert.Null(ColumnDefinition.ProblemOf(name));

    [Theory]
    [InlineData("")]
    [InlineData("App")]
    [InlineData("2nd")]
    [InlineData("_x")]
    [InlineData("a-b")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a;drop table flows")]
    [InlineData("select")]
    [InlineData("date")]
    [InlineData("src_addr")]
    [InlineData("reverse_bytes")]
    [InlineData("abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij")]
    public void What_cannot_stand_in_SQL_or_is_there_already_is_no_name(string name) => Assert.NotNull(ColumnDefinition.ProblemOf(name));

    [Fact]
    public void Once_a_batch_is_laid_out_no_column_is_added()
    {
        int before = FlowColumns.All.Count;
        _ = new FlowBatch();
        Assert.Throws<InvalidOperationException>(() => FlowColumns.Configure([new("too_late", new(118, 35632), LogicalType.Text)]));
        Assert.Throws<ArgumentException>(() => FlowColumns.Configure([new("order", new(118, 35632), LogicalType.Text)]));
        FlowColumns.Configure([]);
        Assert.Equal(before, FlowColumns.All.Count);
        Assert.Null(FlowColumns.Find("too_late"));
    }
}
