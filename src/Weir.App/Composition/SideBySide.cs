using System.Runtime.ExceptionServices;

namespace Weir.App.Composition;

/// <summary>Runs pieces of work that last, each on a thread of its own; one that fails stops the others.</summary>
internal static class SideBySide
{
    /// <summary>Runs them all to their ends, and gives their results in order. The first failure is thrown when all have ended.</summary>
    public static IReadOnlyList<T> Run<T>(IReadOnlyList<Func<CancellationToken, T>> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        T[] results = new T[work.Count];
        ExceptionDispatchInfo? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, work.Count).Select(index => new Thread(() =>
        {
            try
            {
                results[index] = work[index](stop.Token);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
        })
        { IsBackground = true })];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        failure?.Throw();
        return results;
    }
}
