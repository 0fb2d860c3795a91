using System.Globalization;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.Storage.Tests.Parquet;

/// <summary>What people do who have a DuckDB and no Weir.</summary>
public sealed class StockReadingTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(new());
    private readonly DuckDbConnection _connection;

    public StockReadingTests()
    {
        _connection = _database.Connect();
        _connection.Execute(ArchiveMacros.Sql);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void An_archive_is_read_by_one_glob_with_its_partitions_as_columns()
    {
        using var archive = new TemporaryArchive();
        FlowBatch batch = new RandomFlows(9).Next(100, row => RandomFlows.Start + row * 90_000_000_000);
        archive.Write("a", batch);
        archive.Write("b", batch);
        string glob = $"{archive.Root}/flows/**/*.parquet".Replace("'", "''", StringComparison.Ordinal);
        string from = $"FROM read_parquet('{glob}', hive_partitioning=true, union_by_name=true)";
        Assert.Equal("200 2026-11-20 3 2026-11-20 08:00:00", Text($"SELECT concat_ws(' ', count(*), min(date), count(DISTINCT hour), make_timestamp_ms(min(time_received_ms))) {from}"));
        Assert.Equal("UBIGINT UBIGINT USMALLINT UTINYINT UINTEGER BIGINT UBIGINT",
            Text($"SELECT concat_ws(' ', typeof(src_addr_hi), typeof(bytes), typeof(src_port), typeof(proto), typeof(in_if), typeof(time_flow_end_ms), typeof(src_mac)) {from} LIMIT 1"));
        // A column without a value in any record is in no file.
        int columns = FlowColumns.All.Where(batch.Has).Sum(column => DuckDbDialect.InFiles(column).Count);
        Assert.Equal((columns + 2).ToString(CultureInfo.InvariantCulture), Text($"SELECT count(*)::VARCHAR FROM (DESCRIBE SELECT * {from})"));
    }

    [Fact]
    public void The_macros_write_addresses_as_the_product_does()
    {
        var random = new Random(3);
        for (int i = 0; i < 300; i++)
        {
            // Groups of zero are what the short form is about.
            UInt128 bits = 0;
            for (int group = 0; group < 8; group++) bits = bits << 16 | (uint)(random.Next(2) == 0 ? 0 : random.Next(3) == 0 ? 0xFFFF : random.Next(1, 0x10000));
            var address = i % 4 == 0 ? IpAddress.FromV4((uint)bits) : new IpAddress((ulong)(bits >> 64) | 0x2000_0000_0000_0000, (ulong)bits);
            Assert.Equal(address.ToString(), Text($"SELECT weir_ip({address.High}::UBIGINT, {address.Low}::UBIGINT)"));
        }

        Assert.Equal("::", Text("SELECT weir_ip(0::UBIGINT, 0::UBIGINT)"));
        Assert.Equal("::1", Text("SELECT weir_ip(0::UBIGINT, 1::UBIGINT)"));
        Assert.Equal("10.1.2.3", Text("SELECT weir_ip(0::UBIGINT, weir_ip4('10.1.2.3'))"));
        Assert.Equal("00:1b:21:aa:bb:cc", Text($"SELECT weir_mac({0x001b21aabbcc}::UBIGINT)"));
    }

    private string Text(string sql)
    {
        using DuckDbResult result = _connection.Query(sql, TestContext.Current.CancellationToken);
        using DuckDbChunk chunk = result.NextChunk()!;
        return chunk.Text(0, 0);
    }
}
