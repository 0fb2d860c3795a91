using System.CommandLine;
using System.CommandLine.Completions;
using Weir.Query.Planning;

namespace Weir.App.Composition;

/// <summary>What every verb has that groups records: what is measured, and what orders the groups.</summary>
internal sealed class MeasureArguments
{
    private readonly Option<string> _measures = new("--measures", "-m")
    {
        HelpName = "measures",
        Description = "What to measure, with commas: bytes,packets,flows,bps,distinct(dst_addr)",
        DefaultValueFactory = _ => string.Join(',', Measure.Default.Select(static measure => measure.Name)),
    };

    private readonly Option<string?> _order = new("--order", "-o") { HelpName = "measure", Description = "The measure that orders them, largest first; by itself the first one" };

    private readonly Option<bool> _error = new("--error") { Description = "Beside bytes and packets half the width of their 95 % confidence interval, where they are estimates of sampled traffic" };

    public MeasureArguments()
    {
        foreach (Option option in new Option[] { _measures, _order })
            option.CompletionSources.Add(static _ => MeasureText.Words.Select(static word => new CompletionItem(word)));
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_measures);
        command.Options.Add(_order);
        command.Options.Add(_error);
    }

    public IReadOnlyList<Measure> Read(ParseResult line)
    {
        IReadOnlyList<Measure> measures = QuestionTerms.Measures(line.GetRequiredValue(_measures), _measures.Name);
        if (!line.GetValue(_error)) return measures;
        IEnumerable<Measure> errors = measures.OfType<SumMeasure>().Where(static sum => sum == Measure.Bytes || sum == Measure.Packets).Select(static sum => new ErrorMeasure(sum));
        return [.. measures.Union(errors)];
    }

    /// <summary>What orders the groups; a measure that is not among the others is measured too.</summary>
    public Measure Order(ParseResult line) => line.GetValue(_order) is { } order ? QuestionTerms.Measure(order, _order.Name) : Read(line) is [{ } first, ..] ? first : Measure.Bytes;
}
