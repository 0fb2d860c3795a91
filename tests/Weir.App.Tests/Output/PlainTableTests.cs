using Weir.App.Output;

namespace Weir.App.Tests.Output;

/// <summary>Spectre.Console is the oracle: the same tables, to the octet.</summary>
public sealed class PlainTableTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 3, true)]
    [InlineData(3, 1, true)]
    [InlineData(5, 20, false)]
    [InlineData(12, 40, true)]
    public void A_table_is_what_spectre_console_writes(int columns, int rows, bool hasTotals)
    {
        var random = new Random(columns * 100 + rows);
        string Text()
        {
            var text = new char[random.Next(14)];
            for (int i = 0; i < text.Length; i++) text[i] = i > 0 && i < text.Length - 1 && random.Next(6) == 0 ? ' ' : random.Next(9) == 0 ? (char)random.Next('▀', '▟' + 1) : (char)random.Next('!', '~' + 1);
            return new(text);
        }

        string[] heads = [.. Enumerable.Range(0, columns).Select(i => $"column_{new string('x', i)}")];
        bool[] isRight = [.. heads.Select(_ => random.Next(2) == 0)];
        string[][] all = [.. Enumerable.Range(0, rows).Select(_ => heads.Select(_ => Text()).ToArray())];
        string[]? totals = hasTotals ? [.. heads.Select(_ => Text())] : null;

        using var expected = new StringWriter();
        using var given = new StringWriter();
        ReportWriter.WriteAnyTable(heads, isRight, all, new([.. heads.Select(static head => new ReportColumn(head, ValueKind.Text))], []) { Totals = totals }, expected);
        Assert.True(PlainTable.TryWrite(heads, isRight, all, totals, given));
        Assert.Equal(expected.ToString(), given.ToString());
    }

    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("\t")]
    [InlineData("東京")]
    [InlineData("e\u0301")]
    [InlineData("\u001b[1m")]
    public void Texts_of_other_widths_are_not_written(string text)
    {
        using var given = new StringWriter();
        Assert.False(PlainTable.TryWrite(["name"], [false], [[text]], null, given));
        Assert.False(PlainTable.TryWrite([text], [false], [["name"]], null, given));
        Assert.False(PlainTable.TryWrite(["name"], [false], [["name"]], [text], given));
        Assert.False(PlainTable.TryWrite(["name"], [false], [], null, given));
        Assert.Empty(given.ToString());
    }
}
