using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir top</c>: the largest by any columns.</summary>
internal static class TopCommand
{
    private const int DefaultCount = 10;

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        Option<string> by = GroupingOption.Create("--by", "-b", "What to group by, with commas: src_addr,dst_port; src_addr/24 for prefixes, time/5m for buckets", FlowColumns.SrcAddr.Name);
        var compare = new Option<bool>("--compare") { Description = "Beside each measure what it was in the time before, as long as the one asked for" };
        MeasureArguments measures = new();
        var question = new QuestionArguments(DefaultCount, place, canExplain: true);
        var command = new Command("top", "Show the largest by any columns: talkers, ports, pairs") { by, compare };
        measures.AddTo(command);
        question.AddTo(command);
        question.Answer(command, (line, cancellation) =>
        {
            Measure order = measures.Order(line);
            var query = new TopQuery
            {
                Dimensions = GroupingOption.Read(line, by),
                Measures = measures.Read(line),
                OrderBy = order,
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            };
            OutputFormat format = question.Format(line);
            if (line.GetValue(compare)) return Task.FromResult(Compare(line, question, query, order, format, cancellation));
            if (question.Ask(line, () => QueryPlanner.Plan(query), cancellation) is { } result) ReportWriter.Write(TopReport.Of(result, order, format), format, line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static int Compare(ParseResult line, QuestionArguments question, TopQuery query, Measure order, OutputFormat format, CancellationToken cancellation)
    {
        if (query.Range.SinceNs is not { } since) throw new UsageException("--compare needs a time to compare with the one before: --time -1h, or --since");
        long until = query.Range.UntilNs ?? TimeExpression.Parse("now", TimeProvider.System);
        QueryPlan plan = RecordChoice.Planned(() => QueryPlanner.Plan(query with { Range = new(since, until) }));
        QueryPlan earlier = RecordChoice.Planned(() => QueryPlanner.Plan(query with { Range = new(since - (until - since), since) }));
        ComparedAnswer? answer = question.Ask(line, (reader, limit) =>
        {
            QueryResult now = reader.Run(plan, limit);
            return new ComparedAnswer(now, reader.MeasureGroups(earlier, [.. now.Rows.Select(row => row[..plan.Dimensions.Count])], limit));
        }, (reader, limit) => reader.Explain(plan, limit), cancellation);
        if (answer is not null) ReportWriter.Write(ComparisonReport.Of(answer.Now, answer.Before, order), format, line.InvocationConfiguration.Output);
        return ExitCode.Ok;
    }

    private sealed record ComparedAnswer(QueryResult Now, IReadOnlyList<ResultValue[]> Before);
}
