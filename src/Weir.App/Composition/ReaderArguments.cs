using System.CommandLine;
using Weir.App.Commands;
using Weir.Storage;
using Weir.Storage.DuckDb;

namespace Weir.App.Composition;

/// <summary>What a question of an archive may cost: time and memory.</summary>
internal sealed class ReaderArguments
{
    /// <summary>What the archive's own benchmarks keep to, and most machines have.</summary>
    private const string DefaultMemory = "4G";

    private readonly QuestionPlace _place;
    private readonly Option<double> _timeout;
    private readonly Option<string> _memory = new("--memory") { Description = "Memory that the answer may take: 500M, 8G", DefaultValueFactory = _ => DefaultMemory };

    /// <param name="defaultTimeout">Seconds where none are said; 0 is without end.</param>
    /// <param name="place">Where the question is asked.</param>
    public ReaderArguments(double defaultTimeout = 0, QuestionPlace? place = null)
    {
        _place = place ?? new();
        _timeout = new("--timeout") { Description = "Seconds that the answer may take; 0 is without end", DefaultValueFactory = _ => defaultTimeout };
    }

    /// <summary>Begins to open what a question within the limits of itself needs.</summary>
    /// <returns>To be disposed when nothing more is asked.</returns>
    public static IDisposable OpenAhead() => ArchiveReader.OpenAhead(OctetsText.Parse(DefaultMemory, "--memory"));

    public void AddTo(Command command)
    {
        command.Options.Add(_timeout);
        command.Options.Add(_memory);
    }

    /// <summary>Asks an archive within the limits.</summary>
    /// <exception cref="RunException">The archive cannot answer, or a limit is reached.</exception>
    public T Ask<T>(ParseResult line, string archive, Func<ArchiveReader, CancellationToken, T> question, CancellationToken cancellation)
    {
        double seconds = line.GetValue(_timeout);
        if (seconds is not (>= 0 and <= 1e6)) throw new UsageException($"{_timeout.Name} {seconds}: want seconds, up to 1000000; 0 is without end");
        string memory = line.GetRequiredValue(_memory);
        long octets = OctetsText.Parse(memory, _memory.Name);
        if (octets == 0) throw new UsageException($"{_memory.Name} {memory}: nothing is answered without memory");
        if (_place.Reader is { } there) return Within(() => question(there, _place.Stop));
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (seconds > 0) limited.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            using var reader = new ArchiveReader(archive, memoryLimitBytes: octets);
            reader.Prepare();
            ConfiguredColumns.UseThoseOf(archive); // those that ask in SQL have no other place that reads them
            return question(reader, limited.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new RunException($"no answer within {_timeout.Name} {seconds}: ask for less time or fewer records, or allow more");
        }
        catch (OperationCanceledException)
        {
            throw new RunException("interrupted");
        }
        catch (DuckDbException failure) when (failure.Type == DuckDbErrorType.OutOfMemory)
        {
            throw new RunException($"the answer takes more than {_memory.Name} {memory}: ask for less time or fewer records, group by less, or allow more");
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }
        catch (Exception failure) when (failure is ArchiveNotFoundException or DuckDbException)
        {
            throw new RunException(failure.Message);
        }
    }

    // Within a console the desk has the limits, and says what is over them.
    private static T Within<T>(Func<T> question)
    {
        try
        {
            return question();
        }
        catch (ArgumentException wrong)
        {
            throw new UsageException(wrong.Message);
        }
    }
}
