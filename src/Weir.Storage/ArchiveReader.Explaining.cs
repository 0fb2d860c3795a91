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
        Again(() => ExplainOnce(plan, asked => SqlRenderer.Rows(asked), cancellationToken));

    /// <inheritdoc cref="Explain(QueryPlan, CancellationToken)"/>
    public QueryExplanation Explain(PairsPlan plan, CancellationToken cancellationToken = default) =>
        Again(() => ExplainOnce(plan.Records, asked => PairsRenderer.Rows(plan with { Records = asked }), cancellationToken));

    private QueryExplanation ExplainOnce(QueryPlan plan, Func<QueryPlan, SqlStatement> render, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchivedFile> files = Files(plan.Received);
        int inAll = _layout.FilesBetween(default, ArchiveLayout.FlowsTable).Count();
        long octets = files.Sum(static file => new FileInfo(file.Path) is { Exists: true, Length: var length } ? length : 0);
        using DuckDbConnection? connection = Reading(plan, cancellationToken);
        if (connection is null) return new(0, inAll, 0, render(plan), "");
        SqlStatement sql = render(Asked(connection, plan, cancellationToken));
        using DuckDbStatement statement = connection.Prepare("EXPLAIN " + sql.Text);
        for (int i = 0; i < sql.Parameters.Count; i++) statement.Bind(i + 1, sql.Parameters[i]);
        using DuckDbResult result = statement.Execute(cancellationToken);
        using DuckDbChunk? chunk = result.NextChunk();
        return new(files.Count, inAll, octets, sql, chunk is null ? "" : chunk.Text(1, 0));
    }
}
