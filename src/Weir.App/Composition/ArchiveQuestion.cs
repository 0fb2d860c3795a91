using System.CommandLine;
using Weir.App.Commands;
using Weir.App.Output;
using Weir.Query.Planning;
using Weir.Storage;

namespace Weir.App.Composition;

/// <summary>What every verb that asks an archive has, where not for flow records: archive, time range, format.</summary>
internal sealed class ArchiveQuestion
{
    private readonly Option<string> _archive;
    private readonly ReaderArguments _reader;
    private readonly Option<string?> _since;
    private readonly Option<string?> _until;
    private readonly Option<OutputFormat> _format = Choice.Create("--format", "-f", OutputFormat.Table);

    /// <param name="archive">The archive where none is said; <see langword="null"/>: one must be.</param>
    /// <param name="what">What the range is of: <c>Flows that ended</c>.</param>
    /// <param name="timeout">Seconds that an answer may take where none are said; 0 is without end.</param>
    public ArchiveQuestion(string? archive, string what, double timeout = 0)
    {
        _reader = new(timeout);
        _archive = ArchiveOption.Create(archive);
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
    }

    public OutputFormat Format(ParseResult line) => line.GetValue(_format);

    public TimeRange Range(ParseResult line) => new(RecordChoice.Time(line, _since), RecordChoice.Time(line, _until));

    /// <summary>Asks the archive.</summary>
    /// <exception cref="RunException">The archive cannot answer.</exception>
    public T Ask<T>(ParseResult line, Func<ArchiveReader, CancellationToken, T> question, CancellationToken cancellation) =>
        _reader.Ask(line, line.GetRequiredValue(_archive), question, cancellation);
}
