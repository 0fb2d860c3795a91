using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Output;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Query.Syntax;
using Weir.Storage;
using Weir.Storage.DuckDb;

namespace Weir.App.Composition;

/// <summary>What every verb that asks an archive has: archive, time range, filter, number of rows, format.</summary>
internal sealed class QuestionArguments
{
    private readonly Option<string> _archive;
    private readonly Option<string?> _since = new("--since") { Description = "Flows that ended at or after: 2026-11-20 08:00, today, -1h" };
    private readonly Option<string?> _until = new("--until") { Description = "Flows that ended before" };
    private readonly Option<int> _count;
    private readonly Option<OutputFormat> _format = Choice.Create("--format", "-f", OutputFormat.Table);
    private readonly Argument<string[]> _filter = new("filter") { Description = "Which flows: 'src net 10.0.0.0/8 and dst port 443'", Arity = ArgumentArity.ZeroOrMore };

    /// <param name="defaultCount">Rows at most.</param>
    /// <param name="archive">The archive where none is said; <see langword="null"/>: one must be.</param>
    public QuestionArguments(int defaultCount, string? archive = null)
    {
        _archive = ArchiveOption.Create(archive);
        _count = new("--number", "-n") { Description = "Rows at most", DefaultValueFactory = _ => defaultCount };
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_filter);
        command.Options.Add(_archive);
        command.Options.Add(_count);
        command.Options.Add(_since);
        command.Options.Add(_until);
        command.Options.Add(_format);
    }

    public int Count(ParseResult line) => line.GetValue(_count);

    public OutputFormat Format(ParseResult line) => line.GetValue(_format);

    public TimeRange Range(ParseResult line) => new(Time(line, _since), Time(line, _until));

    public Predicate Filter(ParseResult line) => Bind(line.GetValue(_filter));

    /// <summary>A filter in one word or in many; none passes everything.</summary>
    public static Predicate Bind(string[]? words)
    {
        try
        {
            return FilterBinder.Bind(string.Join(' ', words ?? []));
        }
        catch (FilterException wrong)
        {
            throw new UsageException($"filter: {wrong.Message}");
        }
    }

    /// <summary>Asks the archive. What the plan cannot be is wrong usage; what the archive cannot do is a failure.</summary>
    public QueryResult Ask(ParseResult line, Func<QueryPlan> plan, CancellationToken cancellation)
    {
        QueryPlan planned;
        try
        {
            planned = plan();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }

        try
        {
            using var reader = new ArchiveReader(line.GetRequiredValue(_archive));
            return reader.Run(planned, cancellation);
        }
        catch (Exception failure) when (failure is ArchiveNotFoundException or DuckDbException)
        {
            throw new RunException(failure.Message);
        }
    }

    private static long? Time(ParseResult line, Option<string?> option)
    {
        if (line.GetValue(option) is not { } text) return null;
        try
        {
            return TimeExpression.Parse(text, TimeProvider.System);
        }
        catch (FormatException wrong)
        {
            throw new UsageException($"{option.Name}: {wrong.Message}");
        }
    }
}
