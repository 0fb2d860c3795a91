using System.CommandLine;
using System.CommandLine.Completions;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir count</c>: how many different values there are.</summary>
internal static class CountCommand
{
    private const int DefaultCount = 10;

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        Option<string> of = GroupingOption.Create("--of", "-c", "What to count different values of, with commas: src_addr, dst_addr/24", $"{FlowColumns.SrcAddr.Name},{FlowColumns.DstAddr.Name}");
        Option<string> by = GroupingOption.Create("--by", "-b", "Count for each group, the one with most of the first first; by itself for all records together", "");
        var exact = new Option<bool>("--exact") { Description = "Count one by one, which takes memory for each; by itself by HyperLogLog, some percent off" };
        var question = new QuestionArguments(DefaultCount, place, canExplain: true);
        var command = new Command("count", "Count different values: how many sources, how many destinations of each source") { of, by, exact };
        question.AddTo(command);
        question.Answer(command, (line, cancellation) =>
        {
            bool isExact = line.GetValue(exact);
            Measure[] counts = [.. GroupingOption.Read(line, of).Select(value => new DistinctMeasure(value, isExact))];
            if (counts.Length == 0) throw new UsageException($"{of.Name}: say what to count");
            QueryResult? result = question.Ask(line, () => QueryPlanner.Plan(new TopQuery
            {
                Dimensions = GroupingOption.Read(line, by),
                Measures = [.. counts, Measure.Flows],
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            }), cancellation);
            OutputFormat format = question.Format(line);
            if (result is not null) ReportWriter.Write(TopReport.Of(result, counts[0], format) with { Footnote = null }, format, line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
