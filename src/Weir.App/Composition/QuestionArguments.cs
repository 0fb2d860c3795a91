using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Output;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Storage;
using Weir.Storage.DuckDb;

namespace Weir.App.Composition;

/// <summary>What every verb that asks an archive has: which records, number of rows, format.</summary>
internal sealed class QuestionArguments
{
    private readonly RecordChoice _records;
    private readonly Option<int> _count;
    private readonly Option<OutputFormat> _format = Choice.Create("--format", "-f", OutputFormat.Table);

    private readonly Option<bool> _noScale = new("--no-scale") { Description = "Sums of sampled records as they were sent, not multiplied by their sampling rate" };

    /// <param name="defaultCount">Rows at most.</param>
    /// <param name="archive">The archive where none is said; <see langword="null"/>: one must be.</param>
    public QuestionArguments(int defaultCount, string? archive = null)
    {
        _records = new(archive);
        _count = new("--number", "-n") { Description = "Rows at most", DefaultValueFactory = _ => defaultCount };
    }

    public void AddTo(Command command)
    {
        _records.AddTo(command);
        command.Options.Add(_count);
        command.Options.Add(_format);
        command.Options.Add(_noScale);
    }

    public int Count(ParseResult line) => line.GetValue(_count);

    public OutputFormat Format(ParseResult line) => line.GetValue(_format);

    public bool Scale(ParseResult line) => !line.GetValue(_noScale);

    public TimeRange Range(ParseResult line) => _records.Range(line);

    public Predicate Filter(ParseResult line) => _records.Filter(line);

    /// <summary>Asks the archive. What the plan cannot be is wrong usage; what the archive cannot do is a failure.</summary>
    public QueryResult Ask(ParseResult line, Func<QueryPlan> plan, CancellationToken cancellation)
    {
        QueryPlan planned = RecordChoice.Planned(plan);
        try
        {
            using var reader = new ArchiveReader(_records.Archive(line));
            return reader.Run(planned, cancellation);
        }
        catch (Exception failure) when (failure is ArchiveNotFoundException or DuckDbException)
        {
            throw new RunException(failure.Message);
        }
    }
}
