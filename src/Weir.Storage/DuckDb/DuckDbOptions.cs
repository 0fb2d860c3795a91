using System.Globalization;

namespace Weir.Storage.DuckDb;

/// <summary>How a database runs. Extensions are never loaded or fetched, whatever is said here.</summary>
public sealed record DuckDbOptions
{
    /// <summary>Threads; 0 is DuckDB's default, one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Memory DuckDB may hold, in bytes; 0 is its default, 80 % of the machine's.</summary>
    public long MemoryLimitBytes { get; init; }

    /// <summary>Whether results keep the order of what they read. Queries that say their order do without.</summary>
    public bool PreserveInsertionOrder { get; init; } = true;

    /// <summary>Where DuckDB may spill what does not fit in memory; empty means nowhere.</summary>
    public string SpillDirectory { get; init; } = "";

    internal IEnumerable<(string Name, string Value)> Settings()
    {
        if (Threads > 0) yield return ("threads", Threads.ToString(CultureInfo.InvariantCulture));
        if (MemoryLimitBytes > 0) yield return ("memory_limit", $"{MemoryLimitBytes}B");
        yield return ("preserve_insertion_order", PreserveInsertionOrder ? "true" : "false");
        yield return ("temp_directory", SpillDirectory);
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
    }
}
