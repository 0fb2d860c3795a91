using System.CommandLine;
using System.CommandLine.Completions;
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

    /// <param name="archive">The archive where none is said.</param>
    public static Command Create(string? archive = null)
    {
        var by = new Option<string>("--by", "-b")
        {
            Description = "What to group by, with commas: src_addr,dst_port; src_addr/24 for prefixes, time/5m for buckets",
            DefaultValueFactory = _ => FlowColumns.SrcAddr.Name,
        };
        by.CompletionSources.Add(_ => DimensionText.Words.Select(static word => new CompletionItem(word)));
        MeasureArguments measures = new();
        var question = new QuestionArguments(DefaultCount, archive);
        var command = new Command("top", "Show the largest by any columns: talkers, ports, pairs") { by };
        measures.AddTo(command);
        question.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            Measure order = measures.Order(line);
            QueryResult result = question.Ask(line, () => QueryPlanner.Plan(new TopQuery
            {
                Dimensions = QuestionTerms.Dimensions(line.GetRequiredValue(by), by.Name),
                Measures = measures.Read(line),
                OrderBy = order,
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            }), cancellation);
            OutputFormat format = question.Format(line);
            ReportWriter.Write(TopReport.Of(result, order, format), format, Console.Out);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
