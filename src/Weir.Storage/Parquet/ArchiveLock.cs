using Microsoft.Win32.SafeHandles;
using Weir.Storage.Posix;

namespace Weir.Storage.Parquet;

/// <summary>
/// Says that a writer is at work. Writers hold it together; who gets it alone knows that nobody else writes, and so that
/// temporary files are leftovers. The kernel lets go of it when a process dies.
/// </summary>
internal sealed class ArchiveLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private ArchiveLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <param name="path">The lock's file.</param>
    /// <param name="whenAlone">Called first if no other writer is at work.</param>
    internal static ArchiveLock Take(string path, Action whenAlone)
    {
        SafeFileHandle file = PosixFile.OpenLockFile(path);
        try
        {
            if (PosixFile.TryLockExclusive(file)) whenAlone();
            PosixFile.LockTogether(file, path);
            return new(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => PosixFile.Release(_file);
}
