using Weir.Flows.Batches;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage.Tests.Parquet;

public sealed class RowOrderTests : IDisposable
{
    private const int Rows = 5000, RowGroupRows = 2048;

    private readonly TemporaryArchive _archive = new();
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(new() { Threads = 1 });

    public void Dispose()
    {
        _database.Dispose();
        _archive.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Files_have_the_order_that_the_database_would_give_their_records(int seed)
    {
        // No two at the same millisecond, so that there is one order.
        long[] received = [.. Enumerable.Range(0, Rows).Select(static row => RandomFlows.Start + row * 700_000_000L / 1_000_000 * 1_000_000)];
        new Random(seed).Shuffle(received);
        var flows = new RandomFlows(seed);
        FlowBatch[] batches = [.. received.Chunk(1000).Select(times => flows.Next(times.Length, row => times[row]))];
        _archive.Write("segment", batches);

        string file = DuckDbTypes.Literal(Path.Combine(_archive.Root, Assert.Single(_archive.Files)));
        using DuckDbConnection connection = _database.Connect();
        long[] inFile = Times(connection, $"SELECT time_received_ms FROM read_parquet({file})");
        using DuckDbStatement all = connection.Prepare($"SELECT * FROM read_parquet({file})");
        string[] columns = [.. all.Columns().Select(static column => column.Name)];
        string ordered = FileOrder.Flows.Select($"read_parquet({file})", RowGroupRows, column => columns.Contains(column.Name, StringComparer.Ordinal));
        Assert.Equal(Rows, inFile.Length);
        Assert.Equal(Times(connection, $"SELECT time_received_ms FROM ({ordered})"), inFile);
        Assert.Equal([RowGroupRows, RowGroupRows, Rows - 2 * RowGroupRows], Times(connection, $"SELECT DISTINCT ON (row_group_id) row_group_num_rows::BIGINT FROM parquet_metadata({file}) ORDER BY row_group_id"));
    }

    private static long[] Times(DuckDbConnection connection, string sql)
    {
        var times = new List<long>();
        using DuckDbResult result = connection.Query(sql, TestContext.Current.CancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk) times.AddRange(chunk.Values<long>(0)[..chunk.Count]);
        }

        return [.. times];
    }
}
