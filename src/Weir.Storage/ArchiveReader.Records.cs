using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Query.Planning;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;

namespace Weir.Storage;

/// <content>Giving out the records themselves.</content>
public sealed partial class ArchiveReader
{
    /// <summary>Gives the records of a plan to a sink in the order in which they were received, an hour of the archive at a time; its limit is not looked at.</summary>
    /// <param name="plan">Of single records.</param>
    /// <param name="sink">Takes batches, each of up to <see cref="FlowBatch.Capacity"/> records, on the calling thread.</param>
    /// <param name="cancellationToken">Stops it between two batches.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="ArgumentException">The plan groups records, or gives what no batch holds.</exception>
    /// <exception cref="ArchiveNotFoundException">There is no archive in the directory.</exception>
    /// <exception cref="DuckDbException">The files cannot be read, or went while they were; what was given before stays given.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public long Read(QueryPlan plan, IFlowSink sink, CancellationToken cancellationToken = default)
    {
        if (plan.IsGrouped) throw new ArgumentException("records are read one by one, not in groups", nameof(plan));
        FlowColumn[] columns = [.. plan.Columns.Select(static column => column.Column ?? throw new ArgumentException($"records have no column '{column.Name}'", nameof(plan)))];
        SqlStatement sql = SqlRenderer.Records(plan);
        var batch = new FlowBatch();
        long records = 0;
        foreach (IGrouping<long, ArchivedFile> hour in Files(plan.Received).GroupBy(static file => file.Hour))
        {
            using DuckDbConnection connection = Connect();
            connection.Execute(View(hour), cancellationToken);
            using DuckDbStatement statement = connection.Prepare(sql.Text);
            for (int i = 0; i < sql.Parameters.Count; i++) statement.Bind(i + 1, sql.Parameters[i]);
            using DuckDbResult result = statement.Execute(cancellationToken);
            while (result.NextChunk() is { } chunk)
            {
                using (chunk) ResultBatch.Fill(chunk, columns, batch);
                sink.Write(batch);
                records += batch.Count;
                batch.Clear();
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        return records;
    }
}
