using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage;

namespace Weir.App.Tailing;

/// <summary>The last records of an archive, and those after them as they are archived: by when they were received, so that none comes twice.</summary>
/// <param name="question">Which archive, within which limits.</param>
/// <param name="query">Which records; how many of the past.</param>
/// <param name="format">A table or ndjson.</param>
/// <param name="output">Takes the lines.</param>
internal sealed class FollowRun(QuestionArguments question, FlowsQuery query, OutputFormat format, TextWriter output)
{
    /// <summary>Seldom beside how often segments are archived, and soon for people.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The first of the columns asked, and not shown unless it was.
    private readonly bool _showsTime = query.Columns.Count == 0 || query.Columns.Contains(FlowColumns.TimeReceivedNs);

    /// <summary>Runs until it is cancelled.</summary>
    public int Run(ParseResult line, CancellationToken cancellation)
    {
        FlowsQuery asked = _showsTime ? query : query with { Columns = [.. query.Columns, FlowColumns.TimeReceivedNs] };
        QueryPlan plan = RecordChoice.Planned(() => QueryPlanner.Plan(asked));
        int time = Enumerable.Range(0, plan.Dimensions.Count).First(i => plan.Dimensions[i] == FlowColumns.TimeReceivedNs);
        var writer = new TailWriter(query.Columns, format == OutputFormat.Table ? TailFormat.Table : TailFormat.Ndjson, output);
        return question.Ask(line, (reader, limit) => Follow(reader, plan, time, writer, limit), null, cancellation)!.Code;
    }

    private Ended Follow(ArchiveReader reader, QueryPlan plan, int time, TailWriter writer, CancellationToken cancellation)
    {
        var known = new KnownRows([]);
        while (!cancellation.IsCancellationRequested)
        {
            QueryResult result = reader.Run(plan, cancellation);
            ResultValue[][] rows = [.. known.New(result.Rows).Reverse()];
            if (rows.Length > 0) writer.Write(_showsTime ? result with { Rows = rows } : new([.. result.Columns.SkipLast(1)], [.. rows.Select(static row => row[..^1])], result.Totals));
            if (result.Rows.Count > 0)
            {
                long last = result.Rows.Max(row => row[time].TimeNs);
                // More may come of the millisecond of the last: it is asked for again.
                QueryPlan next = plan with { Received = plan.Received with { SinceNs = last }, Limit = QueryPlanner.MaxRows };
                if (result.Rows.Count == plan.Limit) result = reader.Run(next with { Received = new(last, last + 1) }, cancellation); // those beyond the limit are not shown later either
                known = new(result.Rows.Where(row => row[time].TimeNs == last));
                plan = next;
            }

            // Only of the past are there few; an archive that was empty has none.
            plan = plan with { Limit = QueryPlanner.MaxRows };

            cancellation.WaitHandle.WaitOne(Pause);
        }

        return new(ExitCode.Ok);
    }

    private sealed record Ended(int Code);
}
