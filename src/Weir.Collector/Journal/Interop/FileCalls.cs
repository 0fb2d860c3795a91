using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Weir.Collector.Journal.Interop;

/// <summary>
/// The file calls of the journal, with errors as numbers: a full disk is met on the path of every batch and is no exception there.
/// Values are those of Linux (asm-generic).
/// </summary>
internal static unsafe partial class FileCalls
{
    internal const int ReadOnly = 0x0;
    internal const int WriteOnly = 0x1;
    internal const int ReadWrite = 0x2;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int Truncate = 0x200;
    internal const int Directory = 0x10000;
    internal const int CloseOnExec = 0x80000;

    internal const int LockExclusive = 2;
    internal const int LockNonBlocking = 4;
    internal const int LockRelease = 8;

    internal const int Interrupted = 4; // EINTR
    internal const int IoError = 5; // EIO
    internal const int WouldBlock = 11; // EAGAIN
    internal const int NoSpace = 28; // ENOSPC
    internal const int OverQuota = 122; // EDQUOT

    /// <summary>Owner reads and writes, the group reads: what devices say is not for everybody.</summary>
    internal const int Mode = 0x1A0; // 0640

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint PWrite(SafeFileHandle file, byte* octets, nint count, long offset);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int FTruncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unlink(string path);
}
