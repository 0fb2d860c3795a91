using Weir.Query.Planning;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage;

/// <content>Telling how a question would be answered.</content>
public sealed partial class ArchiveReader
{
    /// <summary>Tells how a plan would be answered, and does not answer it.</summary>
    /// <inheritdoc cref="Run(QueryPlan, CancellationToken)"/>
    public QueryExplanation Explain(QueryPlan plan, CancellationToken cancellationToken = default) =>
        Again(() => ExplainOnce(plan, asked => (ReadingSums(ref asked, cancellationToken), asked), asked => SqlRenderer.Rows(asked), cancellationToken));

    /// <summary>Tells how the lines of a series would be found; its buckets are of the same files.</summary>
    /// <inheritdoc cref="Explain(QueryPlan, CancellationToken)"/>
    public QueryExplanation Explain(SeriesPlan plan, CancellationToken cancellationToken = default) =>
        Again(() => ExplainOnce(plan.Groups, asked => (ReadingBuckets(plan, ref asked, out _, cancellationToken), asked), asked => SqlRenderer.Rows(asked), cancellationToken));

    /// <inheritdoc cref="Explain(QueryPlan, CancellationToken)"/>
    public QueryExplanation Explain(PairsPlan plan, CancellationToken cancellationToken = default) =>
        Again(() => ExplainOnce(plan.Records, asked => (Reading(ref asked, cancellationToken), asked), asked => PairsRenderer.Rows(plan with { Records = asked }), cancellationToken));

    private QueryExplanation ExplainOnce(QueryPlan plan, Func<QueryPlan, (DuckDbConnection?, QueryPlan)> read, Func<QueryPlan, SqlStatement> render, CancellationToken cancellationToken)
    {
        int inAll = _layout.FilesBetween(default, ArchiveLayout.FlowsTable).Count();
        _sums = null;
        (DuckDbConnection? made, QueryPlan seen) = read(plan);
        using DuckDbConnection? connection = made;
        if (connection is null) return new(0, inAll, 0, render(plan), "");
        IReadOnlyList<ArchivedFile> records = _sums is null ? _snapshot!.Files(ArchiveLayout.FlowsTable) : [];
        (int files, long octets) = _sums is { } sums ? (sums.Files, sums.Octets) : (records.Count, records.Sum(static file => file.Octets()));
        SqlStatement sql = render(Asked(connection, seen, cancellationToken));
        using DuckDbStatement statement = connection.Prepare("EXPLAIN " + sql.Text);
        for (int i = 0; i < sql.Parameters.Count; i++) statement.Bind(i + 1, sql.Parameters[i]);
        using DuckDbResult result = statement.Execute(cancellationToken);
        using DuckDbChunk? chunk = result.NextChunk();
        return new(files, inAll, octets, sql, chunk is null ? "" : chunk.Text(1, 0)) { Sums = _sums?.Explanation ?? [] };
    }
}
