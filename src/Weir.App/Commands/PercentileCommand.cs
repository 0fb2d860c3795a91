using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir percentile</c>: rates as lines are billed.</summary>
internal static class PercentileCommand
{
    private const int DefaultCount = 20;
    private const string DefaultBucket = "5m";
    private const double DefaultPercent = 95;

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        Option<string> by = GroupingOption.Create("--by", "-b", "Whose rate; by itself each exporter's interfaces, in and out", "");
        var percent = new Option<double>("--percent", "-p") { Description = "Which percentile, over 0, to 100", DefaultValueFactory = _ => DefaultPercent };
        var bucket = new Option<string>("--bucket") { Description = "Width of the buckets whose rates are put in order", DefaultValueFactory = _ => DefaultBucket };
        var question = new QuestionArguments(DefaultCount, place);
        var command = new Command("percentile", "Show the 95th percentile of rates in buckets of five minutes, by interface, in and out") { by, percent, bucket };
        question.AddTo(command);
        question.Answer(command, (line, cancellation) =>
        {
            string text = line.GetRequiredValue(bucket);
            if (!TimeSpanText.TryParse(text, out long width)) throw new UsageException($"{bucket.Name} {text}: want a width such as 1m, 5m or 1h");
            PercentilePlan Plan(IReadOnlyList<Dimension> of, int count) => RecordChoice.Planned(() => QueryPlanner.Plan(new PercentileQuery
            {
                Dimensions = of,
                Percent = line.GetValue(percent),
                BucketNs = width,
                Count = count,
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            }));
            OutputFormat format = question.Format(line);
            if (GroupingOption.Read(line, by) is { Count: > 0 } groups)
            {
                PercentilePlan plan = Plan(groups, question.Count(line));
                ReportWriter.Write(QueryReport.Of(question.Ask<QueryResult>(line, (reader, limit) => reader.Run(plan, limit), null, cancellation)!), format, line.InvocationConfiguration.Output);
                return Task.FromResult(ExitCode.Ok);
            }

            PercentilePlan inward = Plan([FlowColumns.SamplerAddress, FlowColumns.InIf], QueryPlanner.MaxRows);
            PercentilePlan outward = Plan([FlowColumns.SamplerAddress, FlowColumns.OutIf], QueryPlanner.MaxRows);
            Both both = question.Ask<Both>(line, (reader, limit) => new(reader.Run(inward, limit), reader.Run(outward, limit)), null, cancellation)!;
            ReportWriter.Write(InterfaceRatesReport.Of(both.In, both.Out, question.Count(line)), format, line.InvocationConfiguration.Output);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private sealed record Both(QueryResult In, QueryResult Out);
}
