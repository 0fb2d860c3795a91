using Microsoft.Win32.SafeHandles;
using Weir.Storage.Parquet;
using Weir.Storage.Posix;

namespace Weir.Storage.Upkeep;

/// <summary>Says that this process looks after an archive: one at a time does.</summary>
internal sealed class UpkeepLock : IDisposable
{
    private readonly SafeFileHandle _file;

    private UpkeepLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock, unless another has it.</summary>
    internal static UpkeepLock? TryTake(ArchiveLayout layout)
    {
        SafeFileHandle file = PosixFile.OpenLockFile(layout.UpkeepFile);
        if (PosixFile.TryLockExclusive(file)) return new(file);
        file.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => PosixFile.Release(_file);
}
