using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Storage.Posix;

/// <summary>What the framework does not offer: making a directory's entries durable, and locks between processes.</summary>
internal static partial class PosixFile
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC
    private const int LockExclusive = 2;
    private const int LockShared = 1;
    private const int LockNonBlocking = 4;

    /// <summary>Makes a file's octets durable.</summary>
    /// <exception cref="IOException">They are not.</exception>
    internal static void SyncFile(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Makes the names in a directory durable: after creating, renaming and removing.</summary>
    /// <exception cref="IOException">They are not.</exception>
    internal static void SyncDirectory(string path)
    {
        int descriptor = Open(path, ReadOnlyDirectory);
        if (descriptor < 0) throw Failed("open", path);
        try
        {
            if (Sync(descriptor) != 0) throw Failed("fsync", path);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>Takes a file's lock for itself alone, if nobody has it.</summary>
    internal static bool TryLockExclusive(SafeFileHandle file) => Lock(file, LockExclusive | LockNonBlocking) == 0;

    /// <summary>Takes a file's lock together with others, or turns an exclusive one into that; waits for who has it alone.</summary>
    internal static void LockTogether(SafeFileHandle file, string path)
    {
        if (Lock(file, LockShared) != 0) throw Failed("flock", path);
    }

    private static IOException Failed(string call, string path) => new($"{call} {path}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
