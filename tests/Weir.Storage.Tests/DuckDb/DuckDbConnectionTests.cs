using Weir.Query.Sql;
using Weir.Storage.DuckDb;

namespace Weir.Storage.Tests.DuckDb;

public sealed class DuckDbConnectionTests : IDisposable
{
    private readonly DuckDbDatabase _database = DuckDbDatabase.Open(new() { Threads = 1, MemoryLimitBytes = 256L << 20 });
    private readonly DuckDbConnection _connection;

    public DuckDbConnectionTests() => _connection = _database.Connect();

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Fact]
    public void Parameters_are_values()
    {
        using DuckDbStatement statement = _connection.Prepare("SELECT $1::UBIGINT, $2::BIGINT, $3::DOUBLE");
        statement.Bind(1, SqlValue.Of(ulong.MaxValue));
        statement.Bind(2, SqlValue.Of(long.MinValue));
        statement.Bind(3, SqlValue.Of(0.1));
        Assert.Throws<DuckDbException>(() => statement.Bind(4, SqlValue.Of(1UL)));
        using DuckDbResult result = statement.Execute(TestContext.Current.CancellationToken);
        using DuckDbChunk chunk = result.NextChunk()!;
        Assert.Equal(ulong.MaxValue, chunk.Values<ulong>(0)[0]);
        Assert.Equal(long.MinValue, chunk.Values<long>(1)[0]);
        Assert.Equal(0.1, chunk.Values<double>(2)[0]);
        Assert.Null(result.NextChunk());
    }

    [Fact]
    public void Refusals_carry_what_DuckDB_says()
    {
        Assert.Contains("nothing_here", Assert.Throws<DuckDbException>(() => _connection.Execute("SELECT * FROM nothing_here", TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.Throws<DuckDbException>(() => _connection.Prepare("SELEC 1"));
        Assert.Throws<DuckDbException>(() => _connection.Append("nothing_here"));
        Assert.Equal(DuckDbErrorType.IO, Assert.Throws<DuckDbException>(() => _connection.Execute("SELECT * FROM read_parquet('/nothing/here.parquet')", TestContext.Current.CancellationToken)).Type);
    }

    [Fact]
    public void A_running_statement_is_interrupted()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.ThrowsAny<OperationCanceledException>(() => _connection.Execute("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b", cancellation.Token));
        _connection.Execute("SELECT 1", TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Text_of_any_length_is_read()
    {
        using DuckDbResult result = _connection.Query("SELECT 'short' UNION ALL SELECT repeat('long', 100)", TestContext.Current.CancellationToken);
        using DuckDbChunk chunk = result.NextChunk()!;
        Assert.Equal("short", chunk.Text(0, 0));
        Assert.Equal(400, chunk.Count == 2 ? chunk.Text(0, 1).Length : result.NextChunk()!.Text(0, 0).Length);
    }

    [Fact]
    public void The_library_is_looked_for_beside_the_program_first_and_in_a_checkout_last()
    {
        string[] candidates = [.. DuckDbLibrary.Candidates("/a/b", "/named")];
        Assert.Equal(["/a/b/libduckdb.so", "/named/libduckdb.so", "/a/b/eng/native/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so"], candidates[..3]);
        Assert.Equal("/eng/native/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so", candidates[^1]);
    }
}
