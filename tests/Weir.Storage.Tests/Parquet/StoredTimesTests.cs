using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Syntax;
using Weir.Storage.DuckDb;
using Weir.Storage.Exports;
using Weir.Storage.Parquet;
using Weir.Testing;

namespace Weir.Storage.Tests.Parquet;

/// <summary>Times are kept in milliseconds, with the rests of those that have some, and asked in nanoseconds.</summary>
public sealed class StoredTimesTests : IDisposable
{
    private const long Millisecond = 1_000_000;
    private readonly TemporaryArchive _archive = new();
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        _archive.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    public void Times_come_back_to_the_nanosecond_as_they_come_compacted_exported_and_imported(int seed, bool isWhole)
    {
        var random = new Random(seed);
        FlowBatch[] batches = [.. Enumerable.Range(0, 4).Select(_ => Batch(random, isWhole))];
        string[] expected = Lines(batches);
        for (int segment = 0; segment < batches.Length; segment++) _archive.Write($"seg-{segment}", batches[segment]);
        Assert.Equal(expected, Lines(_archive));
        Assert.Equal(4, _archive.Compact(new() { Files = new() { RowGroupRows = 2048 } }).Files);
        Assert.Equal(expected, Lines(_archive));

        using var reader = new ArchiveReader(_archive.Root);
        string file = _directory["all.parquet"];
        reader.Export(new(QueryPlanner.Plan(new FlowsQuery { Count = 1 }), ExportFormat.Parquet, file), TestContext.Current.CancellationToken);
        foreach (string from in (string[])[file, _archive.Root])
        {
            using var target = new TemporaryArchive();
            using (ParquetArchive archive = target.Open())
            {
                if (from == file) ArchiveImport.File(from, archive, TestContext.Current.CancellationToken);
                else ArchiveImport.Archive(from, archive, TestContext.Current.CancellationToken);
            }

            Assert.Equal(expected, Lines(target));
        }
    }

    [Fact]
    public void A_file_whose_times_are_all_of_whole_milliseconds_has_no_rests()
    {
        _archive.Write("whole", Batch(new Random(5), isWhole: true));
        _archive.Write("fine", Batch(new Random(6), isWhole: false));
        string[] rests = ["time_flow_end_sub_ns", "time_flow_start_sub_ns"];
        foreach (string file in _archive.Files)
        {
            string[] times = [.. Columns(file).Where(static name => name.Contains("time", StringComparison.Ordinal) || name.Contains("duration", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            Assert.Equal(["flow_duration_ms", "time_flow_end_ms", .. file.Contains("fine", StringComparison.Ordinal) ? rests : [], "time_received_ms"], times);
        }

        Assert.Equal(2, _archive.Compact().Files);
        Assert.All(_archive.Files, file => Assert.Empty(rests.Except(Columns(file))));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void A_range_and_a_condition_part_records_exactly_wherever_within_a_millisecond_their_limits_are(int seed)
    {
        var random = new Random(seed);
        FlowBatch batch = Batch(random, isWhole: false);
        _archive.Write("seg", batch);
        long?[] received = [.. Enumerable.Range(0, batch.Count).Select(row => (long?)Received(batch, row))];
        long?[] ends = [.. Enumerable.Range(0, batch.Count).Select(row => Time(batch, FlowColumns.TimeFlowEndNs, row))];
        long?[] starts = [.. Enumerable.Range(0, batch.Count).Select(row => Time(batch, FlowColumns.TimeFlowStartNs, row))];
        using var reader = new ArchiveReader(_archive.Root);
        for (int i = 0; i < 60; i++)
        {
            long?[] times = i % 3 == 0 ? received : i % 3 == 1 ? ends : starts;
            long limit = (long)Int128.Clamp((Int128)(times[random.Next(times.Length)] ?? 0) + random.Next(-1, 2) * (random.Next(2) == 0 ? 1 : Millisecond), long.MinValue, long.MaxValue);
            string name = i % 3 == 0 ? "time_received_ns" : i % 3 == 1 ? "time_flow_end_ns" : "time_flow_start_ns";
            (string Symbol, Func<long?, bool> Matches)[] operators =
                [("=", time => time == limit), ("<", time => time < limit), ("<=", time => time <= limit), (">", time => time > limit), (">=", time => time >= limit)];
            foreach ((string symbol, Func<long?, bool> matches) in operators)
                Assert.Equal((ulong)times.Count(matches), Count(reader, new() { Filter = FilterBinder.Bind($"{name} {symbol} {limit}") }));
            // The time of a flow is its end, or its receipt.
            var range = new TimeRange(limit, (long)Int128.Min((Int128)limit + random.Next(1, 3) * (random.Next(2) == 0 ? 1 : 1000 * Millisecond), long.MaxValue));
            int within = Enumerable.Range(0, batch.Count).Count(row => (ends[row] ?? received[row]) is { } time && time >= range.SinceNs && time < range.UntilNs);
            Assert.Equal((ulong)within, Count(reader, new(), range));
        }
    }

    [Theory]
    [InlineData("time_flow_end_ns")]
    [InlineData("time_flow_start_ns")]
    public void What_is_ordered_by_a_time_is_ordered_to_the_nanosecond(string name)
    {
        FlowBatch batch = Batch(new Random(21), isWhole: false);
        _archive.Write("seg", batch);
        var column = (FlowColumn<long>)FlowColumns.Find(name)!;
        long[] times = [.. Enumerable.Range(0, batch.Count).Select(row => Time(batch, column, row)).OfType<long>().OrderDescending().Take(300)];
        QueryResult result = _archive.Ask(new FlowsQuery { Columns = [column], OrderBy = new ColumnDimension(column), Count = 300 });
        Assert.Equal(times, result.Rows.Select(static row => row[0].TimeNs));
    }

    [Fact]
    public void An_archive_of_another_form_is_neither_asked_nor_written_and_comes_into_a_new_one()
    {
        using var old = new TemporaryArchive();
        string hour = Path.Combine(old.Root, "flows/date=2026-11-20/hour=08");
        Directory.CreateDirectory(hour);
        using (var database = DuckDbDatabase.Open(new()))
        using (var connection = database.Connect())
            connection.Execute($"COPY (SELECT {RandomFlows.Start + 5}::BIGINT AS time_received_ns, {RandomFlows.Start + 7}::BIGINT AS time_flow_end_ns, 5::UBIGINT AS bytes) TO '{hour.Replace("'", "''", StringComparison.Ordinal)}/seg.parquet'", TestContext.Current.CancellationToken);
        foreach (string form in (string[])["1", "3"])
        {
            string message = $"are of form {form}, and this Weir has form 2: bring them into a new archive by 'weir archive import";
            Assert.Contains(message, Assert.Throws<ArchiveNotFoundException>(() => old.Ask(new FlowsQuery())).Message, StringComparison.Ordinal);
            Assert.Contains(message, Assert.Throws<ArchiveNotFoundException>(() => old.Upkeep()).Message, StringComparison.Ordinal);
            Assert.Contains(message, Assert.Throws<IOException>(() => old.Open()).Message, StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(old.Root, "form"), "3\n");
        }

        using (ParquetArchive archive = _archive.Open()) Assert.Equal(1, ArchiveImport.Archive(old.Root, archive, TestContext.Current.CancellationToken));
        ResultValue[] row = Assert.Single(_archive.Ask(new FlowsQuery { Columns = [FlowColumns.TimeReceivedNs, FlowColumns.TimeFlowEndNs, FlowColumns.Bytes] }).Rows);
        Assert.Equal((RandomFlows.Start, RandomFlows.Start + 7, 5UL), (row[0].TimeNs, row[1].TimeNs, row[2].Unsigned));
    }

    private static ulong Count(ArchiveReader reader, FlowsQuery query, TimeRange flowTime = default) =>
        reader.Run(QueryPlanner.Plan(query with { Columns = [FlowColumns.Bytes], Count = 1 }) with { FlowTime = flowTime, Received = default }, TestContext.Current.CancellationToken).Totals.Flows;

    private static FlowBatch Batch(Random random, bool isWhole)
    {
        var batch = new FlowBatch { Count = 1500 };
        for (int row = 0; row < batch.Count; row++)
        {
            // The number finds the record again.
            batch.Set(FlowColumns.Bytes, row, (ulong)random.NextInt64());
            batch.Set(FlowColumns.TimeReceivedNs, row, RandomFlows.Start + random.NextInt64(3600 * 1000 * Millisecond));
            if (random.Next(10) > 0) batch.Set(FlowColumns.TimeFlowStartNs, row, Time(random, isWhole));
            if (random.Next(10) > 0) batch.Set(FlowColumns.TimeFlowEndNs, row, Time(random, isWhole));
        }

        return batch;
    }

    private static long Time(Random random, bool isWhole)
    {
        long time = random.Next(8) switch
        {
            0 => -random.NextInt64(1000 * Millisecond),
            1 => isWhole ? 0 : random.Next(2) == 0 ? long.MinValue + random.Next(2 * (int)Millisecond) : long.MaxValue - random.Next(2 * (int)Millisecond),
            2 => random.NextInt64(long.MinValue / 2, long.MaxValue / 2),
            _ => RandomFlows.Start + random.NextInt64(3600 * 1000 * Millisecond),
        };
        return isWhole || random.Next(3) == 0 && time > long.MinValue + Millisecond ? time - time % Millisecond : time;
    }

    private static long? Time(FlowBatch batch, FlowColumn<long> column, int row) => batch.IsValid(column, row) ? batch.Column(column)[row] : null;

    private static long Received(FlowBatch batch, int row) => batch.Column(FlowColumns.TimeReceivedNs)[row] / Millisecond * Millisecond;

    private static string[] Lines(FlowBatch[] batches) =>
    [
        .. batches.SelectMany(static batch => Enumerable.Range(0, batch.Count).Select(row =>
            $"{batch.Column(FlowColumns.Bytes)[row]} {Received(batch, row)} {Time(batch, FlowColumns.TimeFlowStartNs, row)} {Time(batch, FlowColumns.TimeFlowEndNs, row)}")).Order(StringComparer.Ordinal),
    ];

    private static string[] Lines(TemporaryArchive archive) =>
    [
        .. archive.Ask(new FlowsQuery { Columns = [FlowColumns.Bytes, FlowColumns.TimeReceivedNs, FlowColumns.TimeFlowStartNs, FlowColumns.TimeFlowEndNs], Count = 10_000 }).Rows
            .Select(static row => $"{row[0].Unsigned} {row[1].TimeNs} {(row[2].IsNull ? null : row[2].TimeNs)} {(row[3].IsNull ? null : row[3].TimeNs)}").Order(StringComparer.Ordinal),
    ];

    private string[] Columns(string file)
    {
        using var database = DuckDbDatabase.Open(new());
        using DuckDbConnection connection = database.Connect();
        using DuckDbStatement all = connection.Prepare($"SELECT * FROM '{Path.Combine(_archive.Root, file).Replace("'", "''", StringComparison.Ordinal)}'");
        return [.. all.Columns().Select(static column => column.Name)];
    }
}
