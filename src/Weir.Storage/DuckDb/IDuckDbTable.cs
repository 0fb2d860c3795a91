namespace Weir.Storage.DuckDb;

/// <summary>Rows that DuckDB reads where they are, as a table without a copy of its own (<see cref="DuckDbTables"/>).</summary>
internal interface IDuckDbTable
{
    /// <summary>Its columns, the same until the statement that reads it is over.</summary>
    IReadOnlyList<(string Name, DuckDbType Type)> Columns { get; }

    /// <summary>How many rows there are.</summary>
    long Rows { get; }

    /// <summary>Writes rows into a chunk, and says in <see cref="DuckDbChunk.Count"/> how many.</summary>
    /// <param name="chunk">As DuckDB made it: no rows, all valid.</param>
    /// <param name="start">The first row to write, a multiple of <see cref="DuckDbChunk.Capacity"/>, less than <see cref="Rows"/>.</param>
    void Read(DuckDbChunk chunk, long start);
}
