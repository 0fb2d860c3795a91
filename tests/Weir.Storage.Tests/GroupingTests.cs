using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests;

/// <summary>Dimensions and measures, held to a reading of the same records one by one.</summary>
public sealed class GroupingTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private readonly TemporaryArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData("src_addr/24")]
    [InlineData("src_addr/8/32")]
    [InlineData("src_addr/0/0")]
    [InlineData("src_addr/32/128")]
    [InlineData("src_addr/31/127")]
    [InlineData("src_addr/17/65")]
    [InlineData("src_addr/1/1")]
    public void Prefixes_gather_the_addresses_that_lie_in_them(string text)
    {
        var dimension = (PrefixDimension)DimensionText.Parse(text);
        FlowBatch batch = Write(2000);
        Dictionary<string, ulong> expected = [];
        for (int row = 0; row < batch.Count; row++)
        {
            string key = "-";
            if (batch.IsValid(FlowColumns.SrcAddr, row))
            {
                IpAddress address = batch.Column(FlowColumns.SrcAddr)[row];
                IpAddress first = AddressRange.OfPrefix(address, address.IsV4 ? 96 + dimension.V4Bits : dimension.V6Bits).Low;
                key = $"{first}/{(address.IsV4 ? dimension.V4Bits : dimension.V6Bits)}";
            }

            expected[key] = expected.GetValueOrDefault(key) + 1;
        }

        QueryResult result = _archive.Ask(new TopQuery { Dimensions = [dimension], Count = 1000, OrderBy = Measure.Flows });
        Assert.Equal(expected.OrderBy(static pair => pair.Key), result.Rows.Select(row => KeyValuePair.Create(row[0].IsNull ? "-" : result.Columns[0].PrefixText(row[0].Address), row[3].Unsigned)).OrderBy(static pair => pair.Key));
    }

    [Fact]
    public void Buckets_of_time_begin_at_multiples_of_their_width_also_before_1970()
    {
        var batch = new FlowBatch { Count = 5 };
        long[] ends = [-1, 0, 299 * Second, 300 * Second, -301 * Second];
        for (int row = 0; row < ends.Length; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start);
            batch.Set(FlowColumns.TimeFlowEndNs, row, ends[row]);
            batch.Set(FlowColumns.Bytes, row, 375UL);
        }

        _archive.Write("seg", batch);
        QueryResult result = _archive.Ask(new TopQuery { Dimensions = [new TimeDimension(300 * Second)], Measures = [Measure.Flows, MeasureText.Parse("bps")] });
        Assert.Equal([(0, 2UL, 20.0), (-600 * Second, 1UL, 10.0), (-300 * Second, 1UL, 10.0), (300 * Second, 1UL, 10.0)], result.Rows.Select(static row => (row[0].TimeNs, row[1].Unsigned, row[2].Real)));
    }

    [Fact]
    public void Sums_of_sampled_records_are_scaled_unless_asked_as_sent()
    {
        var batch = new FlowBatch { Count = 4 };
        uint?[] rates = [100, null, 1, 0];
        for (int row = 0; row < rates.Length; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + row);
            batch.Set(FlowColumns.Bytes, row, 1000UL);
            batch.Set(FlowColumns.Packets, row, 4UL);
            if (rates[row] is { } rate) batch.Set(FlowColumns.SamplingRate, row, rate);
        }

        _archive.Write("seg", batch);
        IReadOnlyList<Measure> measures = MeasureText.ParseList("bytes,packets,flows,bytes_error,packets_error");
        QueryResult result = _archive.Ask(new TopQuery { Dimensions = [], Measures = measures });
        Assert.Equal(new(4, 103_000, 412, 1, 1), result.Totals);
        ResultValue[] row0 = Assert.Single(result.Rows);
        Assert.Equal((103_000UL, 412UL, 4UL), (row0[0].Unsigned, row0[1].Unsigned, row0[2].Unsigned));
        Assert.Equal(1.959964 * Math.Sqrt(100.0 * 99 * 1000 * 1000 / 4), row0[3].Real, 6);
        Assert.Equal(1.959964 * Math.Sqrt(100.0 * 99 * 4), row0[4].Real, 6);
        QueryResult sent = _archive.Ask(new TopQuery { Dimensions = [], Measures = measures, Scale = false });
        Assert.Equal(new(4, 4000, 16), sent.Totals);
        Assert.Equal(0, sent.Rows[0][3].Real);
        // Sampled records of another time are not among those asked for.
        _archive.Write("later", RandomBatch(1, RandomFlows.Start + 48 * 3600 * Second));
        Assert.Equal(0UL, _archive.Ask(new TopQuery { Dimensions = [], Range = new(RandomFlows.Start + 47 * 3600 * Second, null) }).Totals.Scaled);
    }

    [Fact]
    public void The_largest_values_neither_fail_nor_wrap()
    {
        var batch = new FlowBatch { Count = 100 };
        for (int row = 0; row < batch.Count; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + row);
            batch.Set(FlowColumns.Bytes, row, ulong.MaxValue);
            batch.Set(FlowColumns.SamplingRate, row, uint.MaxValue);
        }

        _archive.Write("seg", batch);
        QueryResult result = _archive.Ask(new TopQuery { Dimensions = [FlowColumns.Proto], Measures = MeasureText.ParseList("bytes,bps,bpp,bytes_error") });
        Assert.Equal(ulong.MaxValue, result.Totals.Bytes);
        Assert.Equal(ulong.MaxValue, result.Rows[0][1].Unsigned);
        Assert.True(result.Rows[0][2].IsNull);
    }

    [Fact]
    public void Different_values_are_counted_exactly_or_nearly()
    {
        FlowBatch[] batches = [.. Enumerable.Range(0, 10).Select(part => Hosts(2000, part * 2000))];
        _archive.Write("seg", batches);
        QueryResult result = _archive.Ask(new TopQuery { Dimensions = [], Measures = MeasureText.ParseList("exact(src_addr),distinct(src_addr),exact(src_addr/24),exact(dst_port),distinct(dst_addr)") });
        ResultValue[] row = Assert.Single(result.Rows);
        Assert.Equal(20_000UL, row[0].Unsigned);
        Assert.InRange(row[1].Unsigned, 18_000UL, 22_000UL);
        Assert.Equal(79UL, row[2].Unsigned);
        Assert.Equal((7UL, 0UL), (row[3].Unsigned, row[4].Unsigned));
        Assert.Equal(row.Select(static value => value.Unsigned), result.Whole.Select(static value => value.Unsigned));
    }

    [Fact]
    public void Ratios_of_a_group_are_over_the_time_from_its_first_packet_to_its_last()
    {
        var batch = new FlowBatch { Count = 2 };
        for (int row = 0; row < 2; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start);
            batch.Set(FlowColumns.TimeFlowStartNs, row, RandomFlows.Start + row * 5 * Second);
            batch.Set(FlowColumns.TimeFlowEndNs, row, RandomFlows.Start + (row + 1) * 5 * Second);
            batch.Set(FlowColumns.Bytes, row, 1000UL);
            batch.Set(FlowColumns.Packets, row, 10UL);
        }

        _archive.Write("seg", batch);
        ResultValue[] row0 = _archive.Ask(new TopQuery { Dimensions = [FlowColumns.Proto], Measures = MeasureText.ParseList("bps,pps,bpp,duration,first,last") }).Rows[0];
        Assert.Equal((1600.0, 2.0, 100.0, 10 * Second), (row0[1].Real, row0[2].Real, row0[3].Real, row0[4].Signed));
        Assert.Equal((RandomFlows.Start, RandomFlows.Start + 10 * Second), (row0[5].TimeNs, row0[6].TimeNs));
    }

    [Fact]
    public void The_others_have_what_the_given_groups_lack()
    {
        _archive.Write("seg", Hosts(1000, 0));
        QueryResult result = _archive.Ask(new TopQuery { Dimensions = [FlowColumns.SrcAddr], Measures = MeasureText.ParseList("bytes,flows,distinct(dst_port)"), Count = 3 });
        ResultValue[] others = Assert.IsType<ResultValue[]>(result.Others());
        Assert.True(others[0].IsNull && others[3].IsNull);
        Assert.Equal((result.Totals.Bytes - 999 - 998 - 997, 997UL), (others[1].Unsigned, others[2].Unsigned));
        Assert.Null(_archive.Ask(new TopQuery { Dimensions = [FlowColumns.DstPort], Count = 7 }).Others());
    }

    [Theory]
    [InlineData("bytes", false)]
    [InlineData("bytes", true)]
    [InlineData("duration", false)]
    [InlineData("bps", false)]
    [InlineData("src_addr", true)]
    [InlineData("time_flow_start_ns", true)]
    [InlineData("application_name", false)]
    public void Records_come_in_any_order(string by, bool ascending)
    {
        Write(3000);
        Dimension order = DimensionText.Parse(by);
        FlowsQuery query = new() { Columns = [order, FlowColumns.SequenceNum], OrderBy = order, Ascending = ascending, Count = 200 };
        QueryResult some = _archive.Ask(query);
        QueryResult all = _archive.Ask(query with { Count = 3000 });
        Assert.Equal((200, 3000), (some.Rows.Count, all.Rows.Count));
        Assert.Equal(all.Rows.Take(200).Select(static row => row[0]), some.Rows.Select(static row => row[0]));
        Assert.Equal(all.Rows.OrderBy(static row => row[0].IsNull).Select(static row => row[0]), all.Rows.Select(static row => row[0]));
    }

    private FlowBatch Write(int rows)
    {
        FlowBatch batch = new RandomFlows(21).Next(Math.Min(rows, FlowBatch.Capacity), static row => RandomFlows.Start + row * Second);
        _archive.Write("seg", batch);
        if (rows > FlowBatch.Capacity) _archive.Write("more", new RandomFlows(22).Next(rows - FlowBatch.Capacity, static row => RandomFlows.Start + row * Second));
        return batch;
    }

    private static FlowBatch RandomBatch(int rows, long time)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++) batch.Set(FlowColumns.TimeReceivedNs, row, time);
        return batch;
    }

    private static FlowBatch Hosts(int rows, int first)
    {
        var batch = new FlowBatch { Count = rows };
        for (int row = 0; row < rows; row++)
        {
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + row);
            batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4(0x0A000000u + (uint)(first + row)));
            batch.Set(FlowColumns.DstPort, row, (ushort)(row % 7));
            batch.Set(FlowColumns.Bytes, row, (ulong)row);
        }

        return batch;
    }
}
