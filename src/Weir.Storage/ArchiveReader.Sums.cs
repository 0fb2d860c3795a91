using Weir.Query.Planning;
using Weir.Query.Sql;
using Weir.Storage.DuckDb;
using Weir.Storage.Parquet;
using Weir.Storage.Rollups;

namespace Weir.Storage;

/// <content>Answering from sums.</content>
public sealed partial class ArchiveReader
{
    // Octets of sums that are read in some milliseconds; octets of a file that takes longer to open than to read.
    private const long FewOctets = 1024 * 1024, LittleFile = 4096;

    // What was chosen for the question that is being answered; null where records alone answer it.
    private RollupView? _sums;

    /// <summary>A connection that sees sums instead of records as far as they answer a plan exactly; <see langword="null"/> where there is no file.</summary>
    /// <inheritdoc cref="OfSums"/>
    private DuckDbConnection? ReadingSums(ref QueryPlan plan, CancellationToken cancellationToken, IReadOnlyList<Dimension>? also = null) =>
        OfSums(ref plan, cancellationToken, null, also) ?? Reading(ref plan, cancellationToken);

    /// <summary>A connection that sees sums instead of records; <see langword="null"/> where none answer the plan.</summary>
    /// <param name="plan">What is asked; made to fit what is seen.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="bucketNs">Width of buckets that are not among the plan's dimensions.</param>
    /// <param name="also">Dimensions that are asked for of the same relation.</param>
    private DuckDbConnection? OfSums(ref QueryPlan plan, CancellationToken cancellationToken, long? bucketNs = null, IReadOnlyList<Dimension>? also = null)
    {
        _sums = null;
        ArchiveForm.Check(_layout);
        var connection = new Lazy<DuckDbConnection>(Connect);
        try
        {
            QueryPlan whole = also is null ? plan : plan with { Dimensions = [.. plan.Dimensions, .. also] };
            if (RollupView.Find(_layout, whole, bucketNs, connection, cancellationToken) is { } view)
            {
                (_sums, _snapshot) = (view, view.Snapshot);
                connection.Value.Execute(View(view.Sql, DuckDbDialect.Relation, IsOfLittleFiles(view)), cancellationToken);
                plan = plan with { Received = default, IsSummed = true };
                return connection.Value;
            }
        }
        catch
        {
            if (connection.IsValueCreated) connection.Value.Dispose();
            throw;
        }

        if (connection.IsValueCreated) connection.Value.Dispose();
        return null;
    }

    // To open such files for each look costs more than to read all that is in them once.
    private static bool IsOfLittleFiles(RollupView sums) => sums.Octets <= Math.Min(FewOctets, sums.Files * LittleFile);

    // Sums of the same moment whose records are all there still: these would answer the same.
    private static bool IsOfSame(RollupView sums, ArchiveSnapshot listed) => sums.HasAllRecords && sums.Snapshot.IsOfOneMomentWith(listed);
}
