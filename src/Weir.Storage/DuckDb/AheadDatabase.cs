namespace Weir.Storage.DuckDb;

/// <summary>
/// A database that is opened beside what the caller does, for the first that opens one of the same options: binding the library's names and opening take longer than reading
/// a command line. What fails is told by who needs it.
/// </summary>
public sealed class AheadDatabase : IDisposable
{
    private static AheadDatabase? _waiting;

    private readonly DuckDbOptions _options;
    private readonly Thread _opening;
    private DuckDbDatabase? _database;

    private AheadDatabase(DuckDbOptions options)
    {
        _options = options;
        _opening = new(Open) { IsBackground = true, Name = "opens DuckDB" };
    }

    /// <summary>Begins to open one.</summary>
    /// <returns>Closes it, if none took it, when disposed.</returns>
    internal static AheadDatabase Begin(DuckDbOptions options)
    {
        var ahead = new AheadDatabase(options);
        ahead._opening.Start();
        _waiting = ahead;
        return ahead;
    }

    /// <summary>The one of these options that was opened ahead, which is the caller's from now on; <see langword="null"/> where there is none.</summary>
    internal static DuckDbDatabase? TryTake(DuckDbOptions options)
    {
        if (_waiting is not { } waiting || waiting._options != options || Interlocked.CompareExchange(ref _waiting, null, waiting) != waiting) return null;
        waiting._opening.Join();
        return Interlocked.Exchange(ref waiting._database, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The library is not to be left while it opens something.
        _opening.Join();
        Interlocked.Exchange(ref _database, null)?.Dispose();
    }

    private void Open()
    {
        try
        {
            _database = DuckDbDatabase.OpenNew(_options);
        }
        catch (Exception failure) when (failure is DuckDbException or DllNotFoundException)
        {
            // Who needs it meets the same.
        }
    }
}
