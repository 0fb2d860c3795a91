using Weir.Query.Results;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Tests;

/// <summary>Questions in SQL: what they can read, and all that they cannot.</summary>
public sealed class SqlTests : IDisposable
{
    private readonly TemporaryArchive _archive = new();

    public SqlTests() => _archive.Write("seg", new RandomFlows(41).Next(500, static row => RandomFlows.Start + row * 1_000_000L));

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData("SELECT count(*) FROM flows", "500")]
    [InlineData("SELECT count(*) FROM flows;  ", "500")]
    [InlineData("SELECT 1 -- a comment", "1")]
    [InlineData("WITH f AS (SELECT 2 AS n) SELECT n FROM f", "2")]
    [InlineData("SELECT sum(n) FROM (VALUES (1::HUGEINT), (170141183460469231731687303715884105726::HUGEINT)) AS t(n)", "170141183460469231731687303715884105727")]
    [InlineData("SELECT -7", "-7")]
    [InlineData("SELECT 2.5::DECIMAL(5, 2)", "2.5")]
    [InlineData("SELECT DATE '2026-11-20'", "2026-11-20")]
    [InlineData("SELECT [1, 2]", "[1, 2]")]
    [InlineData("SELECT NULL", "")]
    [InlineData("SELECT x FROM (VALUES (3), (1), (2)) AS t(x) ORDER BY x", "1")]
    [InlineData("SELECT weir_ip(0, 281473902969345::UBIGINT)", "192.0.2.1")]
    [InlineData("SELECT count(DISTINCT src_addr) > 3 FROM flows", "True")]
    [InlineData("SELECT column_name FROM (DESCRIBE flows) WHERE column_name = 'src_addr'", "src_addr")]
    public void A_select_is_answered(string sql, string expected)
    {
        QueryResult result = Ask(sql);
        Assert.Equal(expected, Shown(result, 0));
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')")]
    [InlineData("SELECT * FROM read_blob('/etc/hostname')")]
    [InlineData("SELECT * FROM read_json('/etc/passwd')")]
    [InlineData("SELECT * FROM read_parquet('/etc/passwd')")]
    [InlineData("SELECT * FROM '/etc/passwd'")]
    [InlineData("SELECT * FROM '/etc/passwd.csv'")]
    [InlineData("SELECT * FROM glob('/etc/*')")]
    [InlineData("SELECT * FROM sniff_csv('/etc/passwd')")]
    [InlineData("SELECT * FROM parquet_metadata('/etc/passwd')")]
    [InlineData("SELECT * FROM query('COPY (SELECT 1) TO ''/tmp/weir-must-not-write''')")]
    [InlineData("SELECT * FROM query_table('/etc/passwd')")]
    [InlineData("SELECT getenv('HOME')")]
    [InlineData("COPY (SELECT 1) TO '/tmp/weir-must-not-write'")]
    [InlineData("COPY flows FROM '/etc/passwd'")]
    [InlineData("EXPLAIN ANALYZE COPY (SELECT 1) TO '/tmp/weir-must-not-write'")]
    [InlineData("ATTACH '/tmp/weir-must-not-attach.db'")]
    [InlineData("DETACH memory")]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("PRAGMA version")]
    [InlineData("PRAGMA enable_profiling")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("RESET lock_configuration")]
    [InlineData("CALL pragma_version()")]
    [InlineData("CREATE TABLE t AS SELECT 1")]
    [InlineData("DROP VIEW flows")]
    [InlineData("EXPORT DATABASE '/tmp/weir-must-not-write'")]
    [InlineData("IMPORT DATABASE '/tmp'")]
    [InlineData("CHECKPOINT")]
    [InlineData("BEGIN")]
    [InlineData("PREPARE p AS SELECT 1")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; COPY (SELECT 1) TO '/tmp/weir-must-not-write'")]
    [InlineData("SELECT 1) AS x LIMIT 1; COPY (SELECT 1) TO '/tmp/weir-must-not-write'; --")]
    [InlineData("SELECT 1\n) AS asked(c0) LIMIT 1 --")]
    [InlineData("SELECT 1 /*")]
    [InlineData("SELECT $1")]
    [InlineData("")]
    [InlineData(";")]
    [InlineData("\0")]
    [InlineData("SELECT '")]
    public void Nothing_else_is_read_or_done(string sql)
    {
        Assert.Throws<DuckDbException>(() => Ask(sql));
        Assert.False(File.Exists("/tmp/weir-must-not-write") || Directory.Exists("/tmp/weir-must-not-write") || File.Exists("/tmp/weir-must-not-attach.db"));
    }

    [Theory]
    [InlineData("COPY (SELECT 1) TO '{0}/flows/date=2026-11-20/hour=08/x.parquet'")]
    [InlineData("SELECT * FROM read_text('{0}/flows/../secret')")]
    [InlineData("SELECT * FROM read_text('{0}/secret')")]
    [InlineData("SELECT * FROM read_text('{0}/flows/./../secret')")]
    public void An_archive_is_not_written_and_what_lies_beside_its_tables_is_not_read(string sql)
    {
        File.WriteAllText(Path.Combine(_archive.Root, "secret"), "secret");
        Assert.Throws<DuckDbException>(() => Ask(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, _archive.Root.Replace("'", "''", StringComparison.Ordinal))));
        Assert.Single(_archive.Files);
    }

    [Fact]
    public void What_runs_without_end_is_given_up_and_what_takes_too_much_memory_is_refused()
    {
        using var reader = new ArchiveReader(_archive.Root, threads: 2, memoryLimitBytes: 64 << 20);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => reader.Sql("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT sum(n) FROM t", default, 1, soon.Token));
        DuckDbException full = Assert.Throws<DuckDbException>(() => reader.Sql("SELECT count(DISTINCT hash(i)) FROM range(100000000) AS t(i)", default, 1, TestContext.Current.CancellationToken));
        Assert.Equal(DuckDbErrorType.OutOfMemory, full.Type);
        Assert.Equal("500", Shown(reader.Sql("SELECT count(*) FROM flows", default, 1, TestContext.Current.CancellationToken), 0));
    }

    [Fact]
    public void A_time_and_a_limit_hold()
    {
        using var reader = new ArchiveReader(_archive.Root);
        Assert.Equal("100", Shown(reader.Sql("SELECT count(*) FROM flows", new(RandomFlows.Start + 99_000_001, RandomFlows.Start + 200_000_000), 1, TestContext.Current.CancellationToken), 0));
        Assert.Equal(7, reader.Sql("SELECT * FROM flows", default, 7, TestContext.Current.CancellationToken).Rows.Count);
        Assert.Equal("0", Shown(reader.Sql("SELECT count(*) FROM flows", new(0, 1), 1, TestContext.Current.CancellationToken), 0));
    }

    private QueryResult Ask(string sql)
    {
        using var reader = new ArchiveReader(_archive.Root, threads: 1);
        return reader.Sql(sql, default, 10, TestContext.Current.CancellationToken);
    }

    private static string Shown(QueryResult result, int column)
    {
        ResultValue value = result.Rows[0][column];
        return value.IsNull ? "" : result.Columns[column].Type switch
        {
            ResultType.Text => value.Text,
            ResultType.Signed => $"{value.Signed}",
            ResultType.Wide => $"{value.Wide}",
            ResultType.Real => $"{value.Real}",
            ResultType.Boolean => $"{value.IsTrue}",
            _ => $"{value.Unsigned}",
        };
    }
}
