using Weir.Storage.DuckDb;

namespace Weir.Storage.Tests.DuckDb;

public sealed class AheadDatabaseTests
{
    // Options of no other test: what is opened ahead is there for the whole process.
    private static readonly DuckDbOptions Asked = new() { Threads = 1, MemoryLimitBytes = 77L << 20 };

    [Fact]
    public void What_was_opened_ahead_is_given_once_and_only_to_who_wants_its_options()
    {
        using AheadDatabase ahead = AheadDatabase.Begin(Asked);
        Assert.Null(AheadDatabase.TryTake(Asked with { Threads = 2 }));
        using (DuckDbDatabase? taken = AheadDatabase.TryTake(Asked))
        {
            using DuckDbConnection connection = taken!.Connect();
            using DuckDbResult result = connection.Query("SELECT current_setting('memory_limit')", TestContext.Current.CancellationToken);
            using DuckDbChunk chunk = result.NextChunk()!;
            Assert.Equal("77.0 MiB", chunk.Text(0, 0));
        }

        Assert.Null(AheadDatabase.TryTake(Asked));
    }

    [Fact]
    public void What_nobody_took_is_given_to_nobody_later()
    {
        AheadDatabase.Begin(Asked with { MemoryLimitBytes = 78L << 20 }).Dispose();
        Assert.Null(AheadDatabase.TryTake(Asked with { MemoryLimitBytes = 78L << 20 }));
    }
}
