using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir pairs</c>: conversations, both directions together.</summary>
internal static class PairsCommand
{
    private const int DefaultCount = 10;

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        var ports = new Option<bool>("--ports", "-p") { Description = "Tell conversations apart by ports and protocol, too" };
        var order = new Option<string>("--order", "-o") { Description = "bytes, packets or flows of both directions, largest first", DefaultValueFactory = _ => Measure.Bytes.Name };
        order.CompletionSources.Add([.. Measure.Default.Select(static measure => measure.Name)]);
        var question = new QuestionArguments(DefaultCount, place, canExplain: true);
        var command = new Command("pairs", "Show conversations: what went out from the side that began, and what came in to it") { ports, order };
        question.AddTo(command);
        question.Answer(command, (line, cancellation) =>
        {
            PairsPlan plan = RecordChoice.Planned(() => QueryPlanner.Plan(new PairsQuery
            {
                ByPorts = line.GetValue(ports),
                OrderBy = QuestionTerms.Measure(line.GetRequiredValue(order), order.Name),
                Count = question.Count(line),
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            }));
            if (question.Ask<QueryResult>(line, (reader, limit) => reader.Run(plan, limit), (reader, limit) => reader.Explain(plan, limit), cancellation) is not { } result) return Task.FromResult(ExitCode.Ok);
            ReportWriter.Write(QueryReport.Of(result), question.Format(line), line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
