using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Output;
using Weir.App.Remote;
using Weir.Query.Planning;
using Weir.Storage;

namespace Weir.App.Composition;

/// <summary>What every verb that asks an archive has, where not for flow records: archive, time range, format.</summary>
internal sealed class ArchiveQuestion
{
    private readonly Option<string> _archive;
    private readonly ReaderArguments _reader;
    private readonly ServerArguments? _server;
    private readonly QuestionPlace _place;
    private readonly Option<string?> _since;
    private readonly Option<string?> _until;
    private readonly Option<OutputFormat> _format = Choice.Create("--format", "-f", OutputFormat.Table);

    /// <param name="place">Where it is asked.</param>
    /// <param name="what">What the range is of: <c>Flows that ended</c>.</param>
    /// <param name="timeout">Seconds that an answer may take where none are said; 0 is without end.</param>
    /// <param name="canAskServer">Whether another Weir may be asked.</param>
    public ArchiveQuestion(QuestionPlace place, string what, double timeout = 0, bool canAskServer = false)
    {
        _place = place;
        _reader = new(timeout, place);
        _archive = ArchiveOption.Create(place.Archive, isOptional: canAskServer);
        if (canAskServer) _server = new();
        _since = new("--since") { Description = $"{what} at or after: 2026-11-20 08:00, today, -1h" };
        _until = new("--until") { Description = $"{what} before" };
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_archive);
        command.Options.Add(_since);
        command.Options.Add(_until);
        command.Options.Add(_format);
        _reader.AddTo(command);
        _server?.AddTo(command, _place.Archive is null ? _archive : null);
    }

    /// <inheritdoc cref="QuestionArguments.Answer"/>
    public void Answer(Command command, Func<ParseResult, CancellationToken, Task<int>> here) =>
        command.SetAction((line, cancellation) => _server?.IsSaid(line) is true ? _server.PrintAsync(command, line, cancellation) : here(line, cancellation));

    public OutputFormat Format(ParseResult line) => line.GetValue(_format);

    public TimeRange Range(ParseResult line) => new(RecordChoice.Time(line, _since), RecordChoice.Time(line, _until));

    /// <summary>Asks the archive.</summary>
    /// <exception cref="RunException">The archive cannot answer.</exception>
    public T Ask<T>(ParseResult line, Func<ArchiveReader, CancellationToken, T> question, CancellationToken cancellation) =>
        _reader.Ask(line, line.GetRequiredValue(_archive), question, cancellation);
}
