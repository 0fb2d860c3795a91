using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage.Compaction;
using Weir.Storage.DuckDb;
using Weir.Storage.Exports;
using Weir.Storage.Parquet;

namespace Weir.Storage.Tests.Compaction;

public sealed class CompactionTests : IDisposable
{
    private const long Hour = 3_600_000_000_000;
    private const long Minute = Hour / 60;

    private readonly TemporaryArchive _archive = new();

    [Fact]
    public void Records_of_small_files_are_all_there_in_few_files_with_all_columns()
    {
        var random = new RandomFlows(11);
        // Each segment has other columns; they span two hours.
        for (int i = 0; i < 12; i++) _archive.Write($"{i}-ab", random.Next(300, row => RandomFlows.Start + (row * 24 + i) * Minute / 60 * 10));
        QueryResult before = _archive.Ask(new FlowsQuery { Count = 100_000 });
        CompactionResult result = _archive.Compact();

        Assert.Equal(3600, result.Records);
        Assert.True(result.Files > result.NewFiles);
        Assert.All(_archive.Files, static file => Assert.StartsWith("compact-", Path.GetFileName(file), StringComparison.Ordinal));
        Assert.Equal(result.NewFiles, _archive.Files.Length);
        Assert.Empty(_archive.Leftovers);
        QueryResult after = _archive.Ask(new FlowsQuery { Count = 100_000 });
        Assert.Equal(before.Totals, after.Totals);
        Assert.Equal(Rows(before), Rows(after));
    }

    [Fact]
    public void Files_of_an_hour_hold_a_bounded_number_of_records_each_and_sources_that_no_other_has()
    {
        for (int i = 0; i < 9; i++) _archive.Write($"{i}-ab", new RandomFlows(i).Next(500, row => RandomFlows.Start + row * 7919 % 3600 * 1_000_000_000L));
        _archive.Compact();
        Assert.Equal(5, _archive.Files.Length);
        using DuckDbConnection connection = Connect();
        (Int128, Int128, Int128) last = default;
        long records = 0;
        foreach (string file in _archive.Files.OrderBy(static file => file.Length).ThenBy(static file => file, StringComparer.Ordinal))
        {
            List<(Int128, Int128, Int128)> keys = Keys(connection, file);
            Assert.InRange(keys.Count, 501, 1000);
            Assert.Equal(0, StepsBack(connection, file));
            Assert.True(keys.Min().CompareTo(last) >= 0, $"{file}: {keys.Min()} after {last}");
            last = keys.Max();
            records += keys.Count;
        }

        Assert.Equal(4500, records);
    }

    // Of each exporter's records in a file of one row group: how many came before the one above them.
    private long StepsBack(DuckDbConnection connection, string file)
    {
        using DuckDbResult result = connection.Query($"""
            SELECT count(*) FROM (SELECT time_received_ms - lag(time_received_ms) OVER (
                PARTITION BY sampler_address_hi, sampler_address_lo, observation_domain_id ORDER BY file_row_number) AS step
            FROM read_parquet('{Path.Combine(_archive.Root, file).Replace("'", "''", StringComparison.Ordinal)}', file_row_number=true)) WHERE step < 0
            """);
        using DuckDbChunk chunk = result.NextChunk()!;
        return chunk.Values<long>(0)[0];
    }

    [Fact]
    public void A_segment_that_is_committed_again_after_it_was_compacted_is_there_once()
    {
        FlowBatch[] segments = [.. Enumerable.Range(0, 4).Select(static i => new RandomFlows(i).Next(100, row => RandomFlows.Start + row * Minute))];
        foreach ((int i, FlowBatch segment) in segments.Index()) _archive.Write($"{i}-ab", segment);
        QueryResult before = _archive.Ask(new FlowsQuery { Count = 10_000 });
        _archive.Compact();
        string[] files = _archive.Files;
        foreach ((int i, FlowBatch segment) in segments.Index()) _archive.Write($"{i}-ab", segment);
        Assert.Equal(files, _archive.Files);
        Assert.Empty(_archive.Leftovers);

        // Late ones come in, are compacted with what was compact, and all names are known still.
        _archive.Write("9-ab", new RandomFlows(9).Next(50, row => RandomFlows.Start + row * Minute));
        Assert.Equal(450UL, _archive.Ask(new FlowsQuery()).Totals.Flows);
        Assert.Equal(290, _archive.Compact().Records);
        foreach ((int i, FlowBatch segment) in segments.Index()) _archive.Write($"{i}-ab", segment);
        _archive.Write("9-ab", new RandomFlows(9).Next(50, row => RandomFlows.Start + row * Minute));
        Assert.Equal(450UL, _archive.Ask(new FlowsQuery()).Totals.Flows);
        Assert.Equal(400UL, before.Totals.Flows);
        Assert.Equal(default, _archive.Compact());
    }

    [Fact]
    public void A_segment_of_which_one_hour_is_compacted_keeps_the_other()
    {
        FlowBatch both = new RandomFlows(1).Next(100, row => RandomFlows.Start + row * 2 * Minute);
        _archive.Write("1-ab", both);
        _archive.Write("2-ab", new RandomFlows(2).Next(10, static row => RandomFlows.Start + row));
        Assert.Equal(2, _archive.Compact().Files);
        _archive.Write("1-ab", both);
        Assert.Equal(110UL, _archive.Ask(new FlowsQuery()).Totals.Flows);
        Assert.Equal(2 + 1 + 1, _archive.Files.Length);
    }

    [Fact]
    public void Imports_keep_their_files_and_are_replaced()
    {
        for (int i = 0; i < 3; i++) _archive.Write($"import-{i}", new RandomFlows(i).Next(100, static row => RandomFlows.Start + row));
        _archive.Write("1-ab", new RandomFlows(7).Next(100, static row => RandomFlows.Start + row));
        _archive.Write("2-ab", new RandomFlows(8).Next(100, static row => RandomFlows.Start + row));
        _archive.Compact();
        Assert.Equal(4, _archive.Files.Length);
        _archive.Write("import-1", new RandomFlows(1).Next(30, static row => RandomFlows.Start + row));
        Assert.Equal(430UL, _archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Fact]
    public void What_came_by_pipes_is_compacted()
    {
        for (int i = 0; i < 3; i++) _archive.Write(ContentName.OfPipe(), new RandomFlows(i).Next(100, static row => RandomFlows.Start + row));
        Assert.Equal(3, _archive.Compact().Files);
        Assert.Single(_archive.Files);
        Assert.Equal(300UL, _archive.Ask(new FlowsQuery()).Totals.Flows);
    }

    [Fact]
    public void Counters_are_compacted_and_rates_stay()
    {
        for (int i = 0; i < 6; i++)
        {
            using ParquetArchive writer = _archive.Open();
            using IFlowTransaction transaction = writer.Begin($"{i}-ab");
            var record = new CounterRecord { TimeReceivedNs = RandomFlows.Start + i * Minute, Exporter = RandomFlows.Addresses[5], Interface = 3 };
            record.Set(CounterColumn.InOctets, (ulong)i * 6000);
            ((ICounterSink)transaction).Write(record);
            transaction.Commit();
        }

        using var reader = new ArchiveReader(_archive.Root);
        InterfaceRates before = Assert.Single(reader.Counters(default, null, TestContext.Current.CancellationToken));
        Assert.Equal(6, _archive.Compact().Records);
        Assert.Single(_archive.Files);
        Assert.Equal(before, Assert.Single(reader.Counters(default, null, TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Hours_that_are_not_over_or_not_quiet_are_left_alone_and_one_process_compacts()
    {
        for (int i = 0; i < 3; i++) _archive.Write($"{i}-ab", new RandomFlows(i).Next(10, static row => RandomFlows.Start + row));
        using (var upkeep = _archive.Upkeep(later: TimeSpan.FromDays(-2)))
        {
            Assert.Equal(default, upkeep.Compact(onlyQuiet: false, null, TestContext.Current.CancellationToken));
            Assert.Null(_archive.Upkeep());
        }

        using (var upkeep = _archive.Upkeep(new() { Quiet = TimeSpan.FromDays(365 * 200) })) Assert.Equal(default, upkeep.Compact(onlyQuiet: true, null, TestContext.Current.CancellationToken));
        Assert.Equal(3, _archive.Files.Length);
        Assert.Equal(3, _archive.Compact().Files);
    }

    public void Dispose() => _archive.Dispose();

    private static string[] Rows(QueryResult result) => [.. result.Rows.Select(static row => string.Join('|', row)).Order(StringComparer.Ordinal)];

    // Source and time, in the order of the file; no source is after all others.
    private List<(Int128 High, Int128 Low, Int128 Time)> Keys(DuckDbConnection connection, string file)
    {
        List<(Int128, Int128, Int128)> keys = [];
        using DuckDbResult result = connection.Query($"SELECT src_addr_hi, src_addr_lo, time_received_ms FROM '{Path.Combine(_archive.Root, file).Replace("'", "''", StringComparison.Ordinal)}'", TestContext.Current.CancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int row = 0; row < chunk.Count; row++)
                    keys.Add((chunk.IsValid(0, row) ? chunk.Values<ulong>(0)[row] : Int128.MaxValue, chunk.IsValid(1, row) ? chunk.Values<ulong>(1)[row] : Int128.MaxValue, chunk.Values<long>(2)[row]));
            }
        }

        return keys;
    }

    private DuckDbConnection Connect()
    {
        using var reader = new ArchiveReader(_archive.Root);
        return reader.Connect();
    }
}
