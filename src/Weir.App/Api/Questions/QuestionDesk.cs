using System.Collections.Concurrent;
using System.Globalization;
using Weir.App.Api.Access;
using Weir.App.Api.Hosting;
using Weir.App.Commands;
using Weir.Storage;
using Weir.Storage.DuckDb;

namespace Weir.App.Api.Questions;

/// <summary>
/// Lets questions to the archive in, few at a time: each runs on every processor, so that more at once would only make all of them late.
/// A reader answers one question at a time and is kept for the next.
/// </summary>
/// <param name="options">How many, and for how long.</param>
/// <param name="archive">The archive's directory.</param>
/// <param name="access">How many a caller may ask at one time.</param>
internal sealed class QuestionDesk(ConsoleOptions options, Func<string?> archive, AccessControl access) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.MaxQuestions);
    private readonly ConcurrentBag<(string Archive, ArchiveReader Reader)> _readers = [];
    private readonly ConcurrentBag<(string Archive, ArchiveReader Reader)> _coarse = [];
    private int _waiting;

    /// <summary>Asks, for a caller: a viewer's question sees records made coarse. Who stops listening frees the place at once.</summary>
    /// <exception cref="AccessException">The caller asks too many at one time.</exception>
    /// <exception cref="TooManyException">Too many wait.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="RunException">The archive cannot answer.</exception>
    public Task<T> AskAsync<T>(ApiCall call, Func<ArchiveReader, CancellationToken, T> question) => AskAsync(call.Caller, question, call.Aborted);

    /// <inheritdoc cref="AskAsync{T}(ApiCall, Func{ArchiveReader, CancellationToken, T})"/>
    public async Task<T> AskAsync<T>(Caller caller, Func<ArchiveReader, CancellationToken, T> question, CancellationToken cancellation)
    {
        string directory = archive() ?? throw new RunException("nothing is archived here: flow-collect is not configured");
        using IDisposable place = access.Ask(caller);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(options.QuestionTimeout);
        if (Interlocked.Increment(ref _waiting) > options.MaxWaiting + options.MaxQuestions)
        {
            Interlocked.Decrement(ref _waiting);
            throw new TooManyException($"{options.MaxWaiting} questions wait already; ask again later");
        }

        try
        {
            await _places.WaitAsync(limited.Token);
            try
            {
                return await Task.Run(() => Answer(directory, caller.IsSanitised, question, limited.Token), CancellationToken.None);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"the question took longer than {options.QuestionTimeout.TotalSeconds} s: ask for a shorter time, or with a narrower filter"), late);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    public void Dispose()
    {
        while (_readers.TryTake(out var kept) || _coarse.TryTake(out kept)) kept.Reader.Dispose();
        _places.Dispose();
    }

    private T Answer<T>(string directory, bool isCoarse, Func<ArchiveReader, CancellationToken, T> question, CancellationToken cancellation)
    {
        ConcurrentBag<(string Archive, ArchiveReader Reader)> readers = isCoarse ? _coarse : _readers;
        ArchiveReader reader = Take(readers, directory) ?? new(directory, memoryLimitBytes: options.MemoryOfQuestion, isCoarse: isCoarse);
        try
        {
            T answer = question(reader, cancellation);
            readers.Add((directory, reader));
            return answer;
        }
        catch (Exception failure)
        {
            reader.Dispose();
            if (failure is ArchiveNotFoundException or DuckDbException) throw new RunException(failure.Message);
            throw;
        }
    }

    // The configuration may have another archive by now.
    private static ArchiveReader? Take(ConcurrentBag<(string Archive, ArchiveReader Reader)> readers, string directory)
    {
        while (readers.TryTake(out var kept))
        {
            if (kept.Archive == directory) return kept.Reader;
            kept.Reader.Dispose();
        }

        return null;
    }
}
