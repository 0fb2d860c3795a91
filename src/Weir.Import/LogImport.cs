using Weir.Flows.Pipeline;
using Weir.Import.Formats;
using Weir.Import.Reading;
using Weir.Import.Records;

namespace Weir.Import;

/// <summary>Reads a log of another program into batches of flow records. What is bad is counted and left out.</summary>
/// <param name="kind">What kind of log.</param>
/// <param name="options">How it is read.</param>
public sealed class LogImport(LogKind kind, LogImportOptions options)
{
    // Often enough for who stops it, and for who watches.
    private const int UnitsBetweenLooks = 1024;

    private long _records;

    /// <summary>Records so far, of conversations one; from any thread.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Those of them that have another direction.</summary>
    public long Conversations { get; private set; }

    /// <summary>Lines, or objects of JSON, so far.</summary>
    public long Units { get; private set; }

    /// <summary>What became of them.</summary>
    public LogTally Tally { get; } = new();

    /// <summary>Reads all of a log.</summary>
    /// <param name="file">The log.</param>
    /// <param name="sink">Takes the records: of a conversation both directions in one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="LogFileException">The log cannot be read, or is none of the kind.</exception>
    /// <exception cref="OperationCanceledException">The token stopped it.</exception>
    public void Run(LogFile file, IFlowSink sink, CancellationToken cancellationToken)
    {
        try
        {
            Read(file, sink, cancellationToken);
        }
        catch (LogFileException wrong) when (!wrong.Message.StartsWith(file.Name, StringComparison.Ordinal))
        {
            throw new LogFileException($"{file.Name}: {wrong.Message}", wrong);
        }
    }

    private void Read(LogFile file, IFlowSink sink, CancellationToken cancellationToken)
    {
        var buffer = new LogBuffer(file);
        while (buffer.Held.IndexOf((byte)'\n') < 0 && buffer.Held.Length <= options.MaxLine && buffer.Fill())
        {
            // Until there is a line, by which the rest is known.
        }

        // A mark of UTF-8 says nothing.
        if (buffer.Held.StartsWith("\uFEFF"u8)) buffer.Take(3);
        ILogFormat format = kind.Create(buffer.Held.TrimStart(" \t\r\n"u8), options);
        ILogUnits units = !format.IsJson || JsonObjects.IsLines(buffer.Held) ? new LogLines(buffer, format.IsJson ? options.MaxObject : options.MaxLine) : new JsonObjects(buffer, options.MaxObject);
        var records = new LogRecords(sink, options, format.Icmp);
        while (units.TryNext(out ReadOnlySpan<byte> unit, out LogProblem problem))
        {
            Tally.Line = units.Line;
            if (problem == LogProblem.None) problem = format.Read(unit, records, Tally);
            if (problem != LogProblem.None) Tally.Add(problem, unit);
            if (++Units % UnitsBetweenLooks != 0) continue;
            Volatile.Write(ref _records, records.Count);
            cancellationToken.ThrowIfCancellationRequested();
        }

        records.Flush();
        (Conversations, _records) = (records.Conversations, records.Count);
    }
}
