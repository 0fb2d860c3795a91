using System.CommandLine;
using System.CommandLine.Completions;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.App.Tailing;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir flows</c>: the records themselves.</summary>
internal static class FlowsCommand
{
    private const int DefaultCount = 20;

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        var columns = new Option<string?>("--columns", "-c") { HelpName = "columns", Description = "Columns shown, with commas; by itself a summary in a table, all elsewhere" };
        var order = new Option<string?>("--order", "-o") { HelpName = "column", Description = "What orders them, largest first: bytes, duration, time_flow_start_ns; by itself when they were received" };
        var ascending = new Option<bool>("--ascending") { Description = "Smallest first" };
        var follow = new Option<bool>("--follow", "-F") { Description = "Go on with records as they are archived, until Ctrl-C; in a table or as ndjson" };
        foreach (Option<string?> option in (Option<string?>[])[columns, order])
            option.CompletionSources.Add(static _ => FlowColumns.All.Select(static column => new CompletionItem(column.Name)).Concat(DimensionText.Words.Select(static word => new CompletionItem(word))));
        var question = new QuestionArguments(DefaultCount, place, canExplain: true);
        var command = new Command("flows", "Show flow records, newest first") { columns, order, ascending, follow };
        question.AddTo(command);
        question.Answer(command, (line, cancellation) =>
        {
            OutputFormat format = question.Format(line);
            IReadOnlyList<Dimension> shown = line.GetValue(columns) is { } names ? QuestionTerms.Dimensions(names, columns.Name) : [];
            var query = new FlowsQuery
            {
                Columns = shown,
                OrderBy = line.GetValue(order) is { } by ? QuestionTerms.Dimension(by, order.Name) : null,
                Ascending = line.GetValue(ascending),
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            };
            if (line.GetValue(follow))
            {
                if (format is not (OutputFormat.Table or OutputFormat.Ndjson)) throw new UsageException($"{follow.Name} is written as a table or ndjson");
                if (query.OrderBy is not null || query.Ascending) throw new UsageException($"{follow.Name} gives records in the order in which they were received");
                return Task.FromResult(new FollowRun(question, query, format, line.InvocationConfiguration.Output).Run(line, cancellation));
            }

            bool isForPeople = format == OutputFormat.Table && shown.Count == 0;
            if (isForPeople) query = query with { Columns = FlowReport.Columns };
            if (question.Ask(line, () => QueryPlanner.Plan(query), cancellation) is not { } result) return Task.FromResult(ExitCode.Ok);
            Report report = isForPeople
                ? FlowReport.ForPeople(result)
                : new([.. result.Columns.Select(QueryReport.Column)], result.Rows.Select(row => QueryReport.Row(result, row)));
            ReportWriter.Write(report with { Footnote = Count(result) }, format, line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static string Count(QueryResult result)
    {
        string count = $"{result.Rows.Count} of {result.Totals.Flows} records, {ValueText.Of(result.Totals.Packets, ValueKind.Count)} packets, {ValueText.Of(result.Totals.Bytes, ValueKind.Octets)} in all";
        return SamplingNote.Of(result.Totals) is { } note ? $"{count}\n{note}" : count;
    }
}
