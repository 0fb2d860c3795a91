using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Storage.Posix;

/// <summary>What the framework does not offer: making a directory's entries durable, and locks between processes.</summary>
internal static partial class PosixFile
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC
    private const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC
    private const int ReadWriteCreate = 0x80000 | 0x40 | 0x2; // O_CLOEXEC | O_CREAT | O_RDWR
    private const int EveryMode = 0x1B6; // 0666, less what the umask takes
    private const int NoSuchFile = 2;
    private const int LockExclusive = 2;
    private const int LockRelease = 8;
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

    /// <summary>Opens a file that locks are taken of, and makes it where it is not there. The framework would take a lock of its own.</summary>
    /// <exception cref="IOException">It could not be opened.</exception>
    internal static SafeFileHandle OpenLockFile(string path)
    {
        int descriptor = Open(path, ReadWriteCreate, EveryMode);
        return descriptor >= 0 ? new(descriptor, ownsHandle: true) : throw Failed("open", path);
    }

    /// <summary>Opens such a file to read it.</summary>
    /// <returns><see langword="null"/> where it is not there.</returns>
    /// <exception cref="IOException">It could not be opened.</exception>
    internal static SafeFileHandle? TryOpenLockFileForReading(string path)
    {
        int descriptor = Open(path, ReadOnly);
        if (descriptor >= 0) return new(descriptor, ownsHandle: true);
        return Marshal.GetLastPInvokeError() == NoSuchFile ? null : throw Failed("open", path);
    }

    /// <summary>Takes a file's lock for itself alone, if nobody has it.</summary>
    internal static bool TryLockExclusive(SafeFileHandle file) => Lock(file, LockExclusive | LockNonBlocking) == 0;

    /// <summary>Lets go of a file's lock, and closes it. Closing alone would leave the lock to a program that is being started at this moment, which has a copy of the file until it runs.</summary>
    internal static void Release(SafeFileHandle file)
    {
        if (!file.IsClosed) _ = Lock(file, LockRelease);
        file.Dispose();
    }

    /// <summary>Takes a file's lock for itself alone; waits for who has it.</summary>
    internal static void LockAlone(SafeFileHandle file, string path)
    {
        if (Lock(file, LockExclusive) != 0) throw Failed("flock", path);
    }

    /// <summary>Makes a directory and those above it that are not there, durably.</summary>
    /// <exception cref="IOException">It could not be made.</exception>
    internal static void MakeDirectory(string path)
    {
        if (Directory.Exists(path)) return;
        string parent = Path.GetDirectoryName(path)!;
        MakeDirectory(parent);
        Directory.CreateDirectory(path);
        SyncDirectory(parent);
    }

    /// <summary>Takes a file's lock together with others, or turns an exclusive one into that; waits for who has it alone.</summary>
    internal static void LockTogether(SafeFileHandle file, string path)
    {
        if (Lock(file, LockShared) != 0) throw Failed("flock", path);
    }

    private static IOException Failed(string call, string path) => new($"{call} {path}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(SafeFileHandle file, int operation);
}
