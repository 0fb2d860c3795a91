using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Storage.Upkeep;

namespace Weir.Storage.Tests.Parquet;

/// <summary>What <c>weir archive sql</c> prints, in a DuckDB that knows nothing of Weir.</summary>
public sealed class ArchiveSqlTests : IDisposable
{
    private readonly TemporaryArchive _archive = new();

    [Fact]
    public void Any_DuckDB_reads_all_tables_with_it()
    {
        for (int i = 0; i < 3; i++) _archive.Write($"{i}-ab", new RandomFlows(i).Next(500, row => RandomFlows.Start + row * 20_000_000_000L));
        using (ArchiveUpkeep upkeep = _archive.Upkeep())
        {
            upkeep.Compact(onlyQuiet: false, null, TestContext.Current.CancellationToken);
            upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
        }

        using DuckDbDatabase database = DuckDbDatabase.Open(new() { Threads = 1 });
        using DuckDbConnection connection = database.Connect();
        connection.Execute(ArchiveSql.Of(_archive.Root), TestContext.Current.CancellationToken);
        Assert.Equal(1500, Number(connection, "SELECT count(*)::BIGINT FROM flows"));
        long counted = Number(connection, "SELECT count(*)::BIGINT FROM flows WHERE (is_duplicate = 1) IS NOT TRUE");
        Assert.InRange(counted, 1, 1499);
        Assert.Equal(counted, Number(connection, "SELECT sum(flows)::BIGINT FROM \"rollup-1h/proto+dst_port\""));
        Assert.Equal(3, Number(connection, "SELECT count(DISTINCT (date, hour))::BIGINT FROM flows"));
        Assert.Equal(1, Number(connection, "SELECT count(*)::BIGINT FROM (SELECT weir_ip(src_addr_hi, src_addr_lo) AS a FROM flows GROUP BY 1) WHERE a = '10.0.0.1'"));
    }

    [Fact]
    public void Where_there_is_no_archive_there_is_no_SQL() =>
        Assert.Throws<ArchiveNotFoundException>(() => ArchiveSql.Of(Path.Combine(_archive.Root, "nowhere")));

    public void Dispose() => _archive.Dispose();

    private static long Number(DuckDbConnection connection, string sql)
    {
        using DuckDbResult result = connection.Query(sql, TestContext.Current.CancellationToken);
        using DuckDbChunk chunk = result.NextChunk()!;
        return chunk.Values<long>(0)[0];
    }
}
