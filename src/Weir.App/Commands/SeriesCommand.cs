using System.CommandLine;
using System.CommandLine.Completions;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Commands;

/// <summary><c>weir series</c>: a measure over time, of the largest groups and all others.</summary>
internal static class SeriesCommand
{
    private const int DefaultCount = 5;
    private const string Svg = ".svg", Png = ".png";

    /// <param name="place">Where it is asked.</param>
    public static Command Create(QuestionPlace place)
    {
        Option<string> by = GroupingOption.Create("--by", "-b", "What to group by, with commas; by itself all records are one line", "");
        var measure = new Option<string>("--measure", "-m") { HelpName = "measure", Description = "What to measure: bytes, packets, flows, bps, distinct(src_addr)", DefaultValueFactory = _ => Measure.Bytes.Name };
        measure.CompletionSources.Add(static _ => MeasureText.Words.Select(static word => new CompletionItem(word)));
        var bucket = new Option<string?>("--bucket") { Description = $"Width of a bucket: 1m, 5m, 1h; by itself what gives {SeriesPlan.LeastBuckets} to {SeriesPlan.WantedBuckets}" };
        var plot = new Option<string?>("--plot") { Description = "Also draw it: FILE.svg or FILE.png" };
        var question = new QuestionArguments(DefaultCount, place, canExplain: true);
        var command = new Command("series", "Show a measure over time, of the largest groups and all others") { by, measure, bucket, plot };
        question.AddTo(command);
        question.Answer(command, (line, cancellation) =>
        {
            string? file = line.GetValue(plot);
            if (file is not null && !IsOf(file, Svg) && !IsOf(file, Png)) throw new UsageException($"{plot.Name} {file}: want FILE{Svg} or FILE{Png}");
            long? width = line.GetValue(bucket) is not { } text ? null
                : TimeSpanText.TryParse(text, out long nanoseconds) ? nanoseconds
                : throw new UsageException($"{bucket.Name} {text}: want a width such as 1m, 5m or 1h");
            SeriesPlan plan = RecordChoice.Planned(() => QueryPlanner.Plan(new SeriesQuery
            {
                Dimensions = GroupingOption.Read(line, by),
                Measure = QuestionTerms.Measure(line.GetRequiredValue(measure), measure.Name),
                Count = question.Count(line),
                BucketNs = width,
                LeastBuckets = SeriesPlan.LeastBuckets,
                Range = question.Range(line),
                Filter = question.Filter(line),
                Scale = question.Scale(line),
            }));
            if (question.Ask<SeriesResult>(line, (reader, limit) => reader.Run(plan, limit), (reader, limit) => reader.Explain(plan, limit), cancellation) is not { } result) return Task.FromResult(ExitCode.Ok);
            OutputFormat format = question.Format(line);
            ReportWriter.Write(SeriesReport.Of(result, format), format, line.InvocationConfiguration.Output);
            if (file is not null) Draw(result, file);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static void Draw(SeriesResult result, string file)
    {
        string drawing = SeriesPlot.Of(result);
        if (IsOf(file, Png)) PngDrawing.Write(drawing, file);
        else File.WriteAllText(file, drawing);
    }

    private static bool IsOf(string file, string ending) => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
