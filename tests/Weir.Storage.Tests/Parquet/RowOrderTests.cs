using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

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
        // Several at the same millisecond, as logs have them, of which no two are of one source, so that there is one order.
        long[] received = [.. Enumerable.Range(0, Rows).Select(static row => RandomFlows.Start + row / 50 * 700_000_000L)];
        new Random(seed).Shuffle(received);
        var flows = new RandomFlows(seed);
        FlowBatch[] batches = [.. received.Chunk(1000).Select(times => flows.Next(times.Length, row => times[row]))];
        var random = new Random(seed);
        foreach (FlowBatch batch in batches)
        {
            for (int row = 0; row < batch.Count; row++) batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4((uint)random.Next()));
        }

        _archive.Write("segment", batches);

        string file = DuckDbTypes.Literal(Path.Combine(_archive.Root, Assert.Single(_archive.Files)));
        using DuckDbConnection connection = _database.Connect();
        using DuckDbStatement all = connection.Prepare($"SELECT * FROM read_parquet({file})");
        string[] columns = [.. all.Columns().Select(static column => column.Name)];
        bool Has(StoredColumn column) => columns.Contains(column.Name, StringComparer.Ordinal);
        string ordered = FileOrder.Flows.Select($"read_parquet({file})", RowGroupRows, Has);
        string place = $"(hash({string.Join(", ", FileOrder.Flows.Key.Union(FileOrder.Flows.Within).Where(Has).Select(static column => column.Name))}) >> 1)::BIGINT";
        long[] inFile = Numbers(connection, $"SELECT {place} FROM read_parquet({file})");
        Assert.Equal(Rows, inFile.Length);
        Assert.Equal(Numbers(connection, $"SELECT {place} FROM ({ordered})"), inFile);
        Assert.Equal([RowGroupRows, RowGroupRows, Rows - 2 * RowGroupRows], Numbers(connection, $"SELECT DISTINCT ON (row_group_id) row_group_num_rows::BIGINT FROM parquet_metadata({file}) ORDER BY row_group_id"));
    }

    private static long[] Numbers(DuckDbConnection connection, string sql)
    {
        var numbers = new List<long>();
        using DuckDbResult result = connection.Query(sql, TestContext.Current.CancellationToken);
        while (result.NextChunk() is { } chunk)
        {
            using (chunk) numbers.AddRange(chunk.Values<long>(0)[..chunk.Count]);
        }

        return [.. numbers];
    }
}
