using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;

namespace Weir.Flows.Tests.Batches;

public sealed class FlowBatchCopyingTests
{
    [Theory]
    [InlineData(0, FlowBatch.Capacity, 0)]
    [InlineData(1, 63, 0)]
    [InlineData(63, 130, 5)]
    [InlineData(64, 64, 64)]
    [InlineData(100, 1000, 77)]
    [InlineData(2047, 1, 2047)]
    [InlineData(5, 0, 9)]
    public void A_range_of_rows_is_copied_with_what_is_valid_in_it(int start, int count, int before)
    {
        FlowBatch from = Random(1);
        FlowBatch to = Random(2, before);
        FlowBatch earlier = Random(2, before);

        to.Append(from, start, count);

        Assert.Equal(before + count, to.Count);
        for (int row = 0; row < before; row++) AssertSame(earlier, row, to, row);
        for (int row = 0; row < count; row++) AssertSame(from, start + row, to, before + row);
        AssertNothingBehind(to);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70)]
    public void Chosen_rows_are_copied_in_their_order(int before)
    {
        FlowBatch from = Random(3);
        FlowBatch to = Random(4, before);
        var random = new Random(5);
        ushort[] rows = [.. Enumerable.Range(0, 1500).Select(_ => (ushort)random.Next(FlowBatch.Capacity))];

        to.Append(from, rows);

        Assert.Equal(before + rows.Length, to.Count);
        for (int i = 0; i < rows.Length; i++) AssertSame(from, rows[i], to, before + i);
        AssertNothingBehind(to);
    }

    [Fact]
    public void More_rows_than_fit_are_refused()
    {
        FlowBatch to = Random(6, 2000);
        Assert.Throws<ArgumentOutOfRangeException>(() => to.Append(Random(7), 0, 49));
        Assert.Throws<ArgumentOutOfRangeException>(() => to.Append(Random(7), new ushort[49]));
        Assert.Equal(2000, to.Count);
    }

    // Every column, some of them nowhere, values in about half of the rows.
    private static FlowBatch Random(int seed, int rows = FlowBatch.Capacity)
    {
        var random = new Random(seed);
        var batch = new FlowBatch { Count = rows };
        foreach (FlowColumn column in FlowColumns.WithReverse)
        {
            random.NextBytes(batch.Raw(column));
            if (column.Ordinal % 5 == seed % 5) continue;
            for (int row = 0; row < rows; row++)
            {
                if (random.Next(2) == 0) continue;
                if (column is FlowColumn<BatchText> text) batch.SetText(text, row, Encoding.ASCII.GetBytes($"{column.Name} {random.Next(9)}"));
                else batch.SetValid(column, row);
            }
        }

        return batch;
    }

    private static void AssertSame(FlowBatch expected, int expectedRow, FlowBatch actual, int row)
    {
        foreach (FlowColumn column in FlowColumns.WithReverse)
        {
            Assert.Equal(expected.IsValid(column, expectedRow), actual.IsValid(column, row));
            if (!actual.IsValid(column, row)) continue;
            if (column is FlowColumn<BatchText> text)
            {
                Assert.Equal(expected.Text(text, expectedRow), actual.Text(text, row));
                continue;
            }

            Assert.True(
                expected.Raw(column).Slice(expectedRow * column.Width, column.Width).SequenceEqual(actual.Raw(column).Slice(row * column.Width, column.Width)), column.Name);
        }
    }

    private static void AssertNothingBehind(FlowBatch batch)
    {
        foreach (FlowColumn column in FlowColumns.WithReverse)
        {
            for (int row = batch.Count; row < FlowBatch.Capacity; row++) Assert.False(batch.IsValid(column, row));
        }
    }
}
