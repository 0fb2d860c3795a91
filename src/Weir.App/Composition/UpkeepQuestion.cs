using System.CommandLine;
using Weir.App.Commands;
using Weir.Storage;
using Weir.Storage.DuckDb;
using Weir.Storage.Upkeep;

namespace Weir.App.Composition;

/// <summary>Looks after an archive for a verb.</summary>
internal static class UpkeepQuestion
{
    // Another process has the archive for the seconds of an hour, or for minutes after a long time without.
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1);

    /// <summary>Waits until no other process looks after the archive, and does.</summary>
    /// <exception cref="RunException">The archive cannot be used.</exception>
    public static T Do<T>(string directory, UpkeepOptions options, Func<ArchiveUpkeep, T> task, CancellationToken cancellation)
    {
        try
        {
            for (bool isTold = false; ; isTold = true)
            {
                using (ArchiveUpkeep? upkeep = ArchiveUpkeep.TryOpen(directory, options, TimeProvider.System))
                {
                    if (upkeep is not null) return task(upkeep);
                }

                if (!isTold) Console.Error.WriteLine($"weir: another process looks after {directory}: waiting for it");
                if (cancellation.WaitHandle.WaitOne(Between)) cancellation.ThrowIfCancellationRequested();
            }
        }
        catch (Exception failure) when (failure is ArchiveNotFoundException or DuckDbException or IOException or UnauthorizedAccessException)
        {
            throw new RunException(failure.Message);
        }
    }
}
