using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir flows</c>: the records themselves.</summary>
internal static class FlowsCommand
{
    private const int DefaultCount = 20;

    /// <param name="archive">The archive where none is said.</param>
    public static Command Create(string? archive = null)
    {
        var columns = new Option<string?>("--columns", "-c") { Description = "Columns shown, with commas; by itself a summary in a table, all elsewhere" };
        var question = new QuestionArguments(DefaultCount, archive);
        var command = new Command("flows", "Show flow records, newest first") { columns };
        question.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            OutputFormat format = question.Format(line);
            QueryResult result = question.Ask(line, () => QueryPlanner.Plan(new FlowsQuery
            {
                Columns = line.GetValue(columns) is { } names ? QuestionTerms.Dimensions(names, columns.Name) : [],
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            }), cancellation);
            Report report = format == OutputFormat.Table && line.GetValue(columns) is null
                ? FlowReport.ForPeople(result)
                : new([.. result.Columns.Select(QueryReport.Column)], result.Rows.Select(row => QueryReport.Row(result, row)));
            ReportWriter.Write(report with { Footnote = Count(result) }, format, Console.Out);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static string Count(QueryResult result) =>
        $"{result.Rows.Count} of {result.Totals.Flows} records, {ValueText.Of(result.Totals.Packets, ValueKind.Count)} packets, {ValueText.Of(result.Totals.Bytes, ValueKind.Octets)} in all";
}
