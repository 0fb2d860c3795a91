using System.Runtime.InteropServices;
using System.Text;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

public class RoundTripTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void Every_value_of_every_column_comes_back_as_it_was()
    {
        using var archive = new TemporaryArchive();
        var random = new RandomFlows(1);
        int[] sizes = [FlowBatch.Capacity, 1, 63, FlowBatch.Capacity, 65, 128, 700, FlowBatch.Capacity];
        FlowBatch[] batches = [.. sizes.Select((size, b) => random.Next(size, row => RandomFlows.Start + (b * 10_000 + row) * Millisecond))];
        archive.Write("seg-1", batches);
        QueryResult result = archive.Ask(new FlowsQuery { Count = 100_000 });
        Assert.Equal(sizes.Sum(), result.Rows.Count);
        Assert.Equal((ulong)result.Rows.Count, result.Totals.Flows);
        int at = result.Rows.Count;
        foreach (FlowBatch batch in batches)
        {
            for (int row = 0; row < batch.Count; row++)
            {
                ResultValue[] values = result.Rows[--at];
                foreach (FlowColumn column in FlowColumns.All) Assert.Equal(Value(batch, column, row), values[column.Ordinal]);
            }
        }
    }

    [Fact]
    public void Extremes_of_each_type_come_back()
    {
        using var archive = new TemporaryArchive();
        var batch = new FlowBatch { Count = 2 };
        batch.Set(FlowColumns.TimeReceivedNs, 0, RandomFlows.Start);
        batch.Set(FlowColumns.TimeReceivedNs, 1, RandomFlows.Start + Millisecond);
        batch.Set(FlowColumns.TimeFlowStartNs, 0, long.MinValue);
        batch.Set(FlowColumns.TimeFlowStartNs, 1, long.MaxValue);
        batch.Set(FlowColumns.Bytes, 0, ulong.MaxValue);
        batch.Set(FlowColumns.Bytes, 1, ulong.MaxValue);
        batch.Set(FlowColumns.SrcAddr, 0, new IpAddress(ulong.MaxValue, ulong.MaxValue));
        batch.Set(FlowColumns.SrcAddr, 1, default(IpAddress));
        batch.Set(FlowColumns.SrcMac, 0, new MacAddress(0xFFFF_FFFF_FFFF));
        archive.Write("extremes", batch);
        QueryResult result = archive.Ask(new FlowsQuery { Columns = [FlowColumns.TimeFlowStartNs, FlowColumns.Bytes, FlowColumns.SrcAddr, FlowColumns.SrcMac] });
        Assert.Equal(long.MaxValue, result.Rows[0][0].TimeNs);
        Assert.Equal(long.MinValue, result.Rows[1][0].TimeNs);
        Assert.Equal(ulong.MaxValue, result.Rows[1][1].Unsigned);
        Assert.Equal("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", result.Rows[1][2].Address.ToString());
        Assert.True(result.Rows[0][2] is { IsNull: false, Address.IsNone: true });
        Assert.Equal("ff:ff:ff:ff:ff:ff", result.Rows[1][3].Mac.ToString());
        Assert.True(result.Rows[0][3].IsNull);
        Assert.Equal(new(2, ulong.MaxValue, 0), result.Totals);
    }

    internal static ResultValue Value(FlowBatch batch, FlowColumn column, int row)
    {
        if (!batch.IsValid(column, row)) return ResultValue.Null;
        if (column is FlowColumn<IpAddress> address) return ResultValue.Of(batch.Column(address)[row]);
        if (column is FlowColumn<BatchText> text) return ResultValue.Of(Encoding.UTF8.GetString(batch.Text(text, row)));
        ulong value = 0;
        batch.Raw(column).Slice(row * column.Width, column.Width).CopyTo(MemoryMarshal.AsBytes(new Span<ulong>(ref value)));
        return ResultValue.Of(value);
    }
}
