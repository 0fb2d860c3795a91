using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Output;
using Weir.App.Remote;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage;

namespace Weir.App.Composition;

/// <summary>What every verb that asks an archive has: which records, number of rows, format, limits.</summary>
internal sealed class QuestionArguments
{
    private readonly RecordChoice _records;
    private readonly QuestionPlace _place;
    private readonly ReaderArguments _reader;
    private readonly ServerArguments _server = new();
    private readonly Option<int> _count;
    private readonly Option<OutputFormat> _format = Choice.Create("--format", "-f", OutputFormat.Table);
    private readonly Option<bool> _noScale = new("--no-scale") { Description = "Sums of sampled records as they were sent, not multiplied by their sampling rate" };
    private readonly Option<bool>? _explain;

    /// <param name="defaultCount">Rows at most.</param>
    /// <param name="place">Where it is asked.</param>
    /// <param name="canExplain">Whether the verb tells how it would answer.</param>
    public QuestionArguments(int defaultCount, QuestionPlace place, bool canExplain = false)
    {
        _place = place;
        _records = new(place.Archive, isOptional: true);
        _reader = new(place: place);
        _count = new("--number", "-n") { Description = "Rows at most", DefaultValueFactory = _ => defaultCount };
        if (canExplain) _explain = new("--explain") { Description = "Tell how it would be answered: files, SQL, the engine's plan" };
    }

    public void AddTo(Command command)
    {
        _records.AddTo(command);
        command.Options.Add(_count);
        command.Options.Add(_format);
        command.Options.Add(_noScale);
        _reader.AddTo(command);
        _server.AddTo(command, _place.Archive is null ? _records.Where : null);
        if (_explain is not null) command.Options.Add(_explain);
    }

    /// <summary>What a verb does: ask the Weir that its line names, or else do this.</summary>
    public void Answer(Command command, Func<ParseResult, CancellationToken, Task<int>> here) =>
        command.SetAction((line, cancellation) => _server.IsSaid(line) ? _server.PrintAsync(command, line, cancellation) : here(line, cancellation));

    public int Count(ParseResult line) => line.GetValue(_count);

    public OutputFormat Format(ParseResult line) => line.GetValue(_format);

    public bool Scale(ParseResult line) => !line.GetValue(_noScale);

    public bool IsExplained(ParseResult line) => _explain is not null && line.GetValue(_explain);

    public TimeRange Range(ParseResult line) => _records.Range(line);

    public Predicate Filter(ParseResult line) => _records.Filter(line);

    /// <summary>Asks the archive. What the plan cannot be is wrong usage; what the archive cannot do is a failure.</summary>
    /// <returns>The answer; <see langword="null"/> where it was told instead how it would be found.</returns>
    public QueryResult? Ask(ParseResult line, Func<QueryPlan> plan, CancellationToken cancellation)
    {
        QueryPlan planned = RecordChoice.Planned(plan);
        return Ask<QueryResult>(line, (reader, limit) => reader.Run(planned, limit), (reader, limit) => reader.Explain(planned, limit), cancellation);
    }

    /// <summary>Asks the archive anything, or how it would be found.</summary>
    public T? Ask<T>(ParseResult line, Func<ArchiveReader, CancellationToken, T> question, Func<ArchiveReader, CancellationToken, QueryExplanation>? explain, CancellationToken cancellation)
        where T : class
    {
        if (explain is null || !IsExplained(line)) return _reader.Ask(line, _records.Archive(line), question, cancellation);
        ExplanationText.Write(_reader.Ask(line, _records.Archive(line), explain, cancellation), line.InvocationConfiguration.Output);
        return null;
    }
}
