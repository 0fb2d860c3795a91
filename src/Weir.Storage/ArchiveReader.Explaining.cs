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
        Again(() => ExplainOnce(plan, canSum: true, asked => SqlRenderer.Rows(asked), cancellationToken));

    /// <summary>Tells how the lines of a series would be found; its buckets are of the same files.</summary>
    /// <inheritdoc cref="Explain(QueryPlan, CancellationToken)"/>
    public QueryExplanation Explain(SeriesPlan plan, CancellationToken cancellationToken = default) =>
        Again(() => ExplainOnce(plan.Groups, SaysTime(plan.Groups), asked => SqlRenderer.Rows(asked), cancellationToken, WantedBucket(plan)));

    /// <inheritdoc cref="Explain(QueryPlan, CancellationToken)"/>
    public QueryExplanation Explain(PairsPlan plan, CancellationToken cancellationToken = default) =>
        Again(() => ExplainOnce(plan.Records, canSum: false, asked => PairsRenderer.Rows(plan with { Records = asked }), cancellationToken));

    private QueryExplanation ExplainOnce(QueryPlan plan, bool canSum, Func<QueryPlan, SqlStatement> render, CancellationToken cancellationToken, long? bucketNs = null)
    {
        IReadOnlyList<ArchivedFile> files = Files(plan.Received);
        int inAll = _layout.FilesBetween(default, ArchiveLayout.FlowsTable).Count();
        long octets = files.Sum(static file => new FileInfo(file.Path) is { Exists: true, Length: var length } ? length : 0);
        _sums = null;
        using DuckDbConnection? connection = canSum ? ReadingSums(ref plan, cancellationToken, bucketNs) : Reading(plan, cancellationToken);
        if (connection is null) return new(0, inAll, 0, render(plan), "");
        SqlStatement sql = render(Asked(connection, plan, cancellationToken));
        using DuckDbStatement statement = connection.Prepare("EXPLAIN " + sql.Text);
        for (int i = 0; i < sql.Parameters.Count; i++) statement.Bind(i + 1, sql.Parameters[i]);
        using DuckDbResult result = statement.Execute(cancellationToken);
        using DuckDbChunk? chunk = result.NextChunk();
        return new(_sums?.Files ?? files.Count, inAll, _sums?.Octets ?? octets, sql, chunk is null ? "" : chunk.Text(1, 0)) { Sums = _sums?.Explanation ?? [] };
    }
}
