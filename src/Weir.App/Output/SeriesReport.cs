using Weir.Query.Planning;
using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>A series as a report: for people a line with a sparkline for each group, for programs a row for each bucket of each group.</summary>
internal static class SeriesReport
{
    public static Report Of(SeriesResult result, OutputFormat format) => format == OutputFormat.Table ? ForPeople(result) : ForPrograms(result);

    /// <summary>The lines with their headings, the others last.</summary>
    public static IEnumerable<(string Heading, SeriesLine Line)> Lines(SeriesResult result)
    {
        foreach (SeriesLine line in result.Lines) yield return (GroupText.Of(result.Dimensions, line.Group), line);
        if (result.Others is { } others) yield return (result.Dimensions.Count == 0 ? GroupText.All : GroupText.Others, others);
    }

    /// <summary>A value as a number; no number where there is none.</summary>
    public static double Number(ResultValue value, Measure measure) => value.IsNull ? double.NaN : measure.Type switch
    {
        ResultType.Real => value.Real,
        ResultType.Time or ResultType.Duration or ResultType.Signed => value.Signed,
        _ => value.Unsigned,
    };

    private static Report ForPeople(SeriesResult result)
    {
        ValueKind kind = QueryReport.Column(new(result.Measure)).Kind;
        string name = result.Measure.Name;
        string range = result.Count == 0
            ? "no record matches"
            : $"{result.Count} buckets of {TimeSpanText.Format(result.BucketNs)} from {ValueText.Time(result.StartNs)} to {ValueText.Time(result.TimeOf(result.Count))}";
        return new(
            [
                new(result.Dimensions.Count == 0 ? "" : string.Join(", ", result.Dimensions.Select(static column => column.Name)), ValueKind.Text),
                new("over time", ValueKind.Text), new("least " + name, kind), new("mean " + name, kind), new("most " + name, kind),
            ],
            Lines(result).Select(line => Row(line.Heading, [.. line.Line.Values.Select(value => Number(value, result.Measure))], kind)))
        {
            Footnote = SamplingNote.Of(result.Totals) is { } note ? $"{range}\n{note}" : range,
        };
    }

    private static object?[] Row(string heading, double[] values, ValueKind kind)
    {
        double[] known = [.. values.Where(static value => !double.IsNaN(value))];
        object? Value(Func<double[], double> of) => known.Length == 0 ? null : kind is ValueKind.Time or ValueKind.Duration ? (long)of(known) : of(known);
        return [heading, Sparkline.Of(values), Value(Enumerable.Min), Value(Enumerable.Average), Value(Enumerable.Max)];
    }

    private static Report ForPrograms(SeriesResult result)
    {
        var measure = new ResultColumn(result.Measure);
        IEnumerable<ReportColumn> other = result.Dimensions.Count == 0 ? [] : [new("is_other", ValueKind.Number)];
        return new(
            [new("time", ValueKind.Time), .. result.Dimensions.Select(QueryReport.Column), .. other, QueryReport.Column(measure)],
            Rows());

        IEnumerable<object?[]> Rows()
        {
            for (int bucket = 0; bucket < result.Count; bucket++)
            {
                foreach (SeriesLine line in result.Lines)
                    yield return [result.TimeOf(bucket), .. line.Group.Select((value, i) => QueryReport.Value(value, result.Dimensions[i])), false, QueryReport.Value(line.Values[bucket], measure)];
                if (result.Others is not { } others) continue;
                object? value = QueryReport.Value(others.Values[bucket], measure);
                yield return result.Dimensions.Count == 0 ? [result.TimeOf(bucket), value] : [result.TimeOf(bucket), .. result.Dimensions.Select(static _ => (object?)null), true, value];
            }
        }
    }
}
