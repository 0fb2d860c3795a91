using System.CommandLine;
using System.CommandLine.Completions;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir matrix</c>: a measure of two dimensions crosswise.</summary>
internal static class MatrixCommand
{
    private const int DefaultRows = 10, DefaultColumns = 6;

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        Option<string> rows = GroupingOption.Create("--rows", "-r", "What rows are of", FlowColumns.SrcAddr.Name);
        Option<string> across = GroupingOption.Create("--across", "-x", "What columns are of", FlowColumns.DstPort.Name);
        var width = new Option<int>("--columns", "-c") { Description = "Columns at most", DefaultValueFactory = _ => DefaultColumns };
        var measure = new Option<string>("--measure", "-m") { HelpName = "measure", Description = "What to measure: bytes, packets, flows, distinct(dst_addr)", DefaultValueFactory = _ => Measure.Bytes.Name };
        measure.CompletionSources.Add(static _ => MeasureText.Words.Select(static word => new CompletionItem(word)));
        var question = new QuestionArguments(DefaultRows, place, canExplain: true);
        var command = new Command("matrix", "Show a measure of two dimensions crosswise: who with whom, which hosts on which ports") { rows, across, width, measure };
        question.AddTo(command);
        question.Answer(command, (line, cancellation) =>
        {
            var query = new TopQuery
            {
                Dimensions = GroupingOption.Read(line, rows),
                Measures = [QuestionTerms.Measure(line.GetRequiredValue(measure), measure.Name)],
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            };
            MatrixPlan plan = RecordChoice.Planned(() => QueryPlanner.Plan(query, GroupingOption.Read(line, across), line.GetValue(width)));
            if (question.Ask<MatrixResult>(line, (reader, limit) => reader.Run(plan, limit), (reader, limit) => reader.Explain(plan.Rows, limit), cancellation) is not { } result) return Task.FromResult(ExitCode.Ok);
            OutputFormat format = question.Format(line);
            ReportWriter.Write(MatrixReport.Of(result, format), format, line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
