using Weir.Query.Sql;

namespace Weir.Storage;

/// <summary>How a plan would be answered.</summary>
/// <param name="Files">Files that would be opened, of <paramref name="FilesInAll"/>.</param>
/// <param name="FilesInAll">Files of the table.</param>
/// <param name="Octets">Octets of the files that would be opened; fewer are read.</param>
/// <param name="Statement">What the engine would be asked for the rows.</param>
/// <param name="EnginePlan">What the engine would do, as it tells it; empty where there is no file.</param>
public sealed record QueryExplanation(int Files, int FilesInAll, long Octets, SqlStatement Statement, string EnginePlan)
{
    /// <summary>Which sums and records the files are, a line each; empty where records alone answer.</summary>
    public IReadOnlyList<string> Sums { get; init; } = [];
}
