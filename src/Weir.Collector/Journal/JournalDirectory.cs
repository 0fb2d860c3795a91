using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Weir.Collector.Journal.Interop;

namespace Weir.Collector.Journal;

/// <summary>
/// The directory of a journal, held by this process alone until it is disposed.
/// <code>
/// lock                       held with flock(2) while a collector runs; its text is the holder's process id
/// templates                  a segment of opening frames alone: the templates in force when the last segment ended
/// NAME.open                  the segment being written, and those on their way to being sealed
/// NAME.wseg                  sealed: whole, on the disk, waiting for the archive
/// NAME.aside                 could not be archived; renamed back to .wseg it is tried again at the next start
/// NAME.kept                  archived, and kept as it was received; never decoded into the archive again
/// </code>
/// </summary>
public sealed class JournalDirectory : IDisposable
{
    /// <summary>Ends the name of a segment that is being written.</summary>
    public const string OpenExtension = ".open";

    /// <summary>Ends the name of a sealed segment.</summary>
    public const string SealedExtension = ".wseg";

    /// <summary>Ends the name of a segment that was put aside.</summary>
    public const string AsideExtension = ".aside";

    /// <summary>Ends the name of a segment that is archived and kept.</summary>
    public const string KeptExtension = ".kept";

    private readonly SafeFileHandle _lock;
    private readonly SafeFileHandle _directory;
    private ulong _lastNumber;

    private JournalDirectory(string path, ulong incarnation, SafeFileHandle @lock, SafeFileHandle directory)
    {
        Path = path;
        Incarnation = incarnation;
        _lock = @lock;
        _directory = directory;
        _lastNumber = List().Select(segment => segment.Name.Number).DefaultIfEmpty().Max();
    }

    /// <summary>The directory's full path.</summary>
    public string Path { get; }

    /// <summary>See <see cref="SegmentName"/>.</summary>
    public ulong Incarnation { get; }

    internal string TemplatesPath => System.IO.Path.Combine(Path, "templates");

    /// <summary>Takes the directory for this process, making it where there is none.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="time">Gives the incarnation its first half.</param>
    /// <param name="random">Gives its other half; the system's generator where it is left out.</param>
    /// <exception cref="JournalLockedException">Another process holds it.</exception>
    /// <exception cref="IOException">It can not be made or opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It can not be made or opened by this user.</exception>
    public static JournalDirectory Open(string path, TimeProvider time, Func<uint>? random = null)
    {
        string full = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(full);
        SafeFileHandle held = Lock(full);
        try
        {
            uint draw = random?.Invoke() ?? MemoryMarshal.Read<uint>(RandomNumberGenerator.GetBytes(sizeof(uint)));
            ulong incarnation = (ulong)(uint)time.GetUtcNow().ToUnixTimeSeconds() << 32 | draw;
            SafeFileHandle directory = FileCalls.Open(full, FileCalls.ReadOnly | FileCalls.Directory | FileCalls.CloseOnExec, 0);
            if (directory.IsInvalid) throw new IOException($"journal {full}: {Marshal.GetLastPInvokeErrorMessage()}");
            return new JournalDirectory(full, incarnation, held, directory);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>All segments here, oldest first.</summary>
    public IReadOnlyList<(SegmentName Name, string Extension)> List() => List(Path);

    /// <summary>All segments of a directory, oldest first; whoever holds it.</summary>
    public static IReadOnlyList<(SegmentName Name, string Extension)> List(string path)
    {
        List<(SegmentName Name, string Extension)> segments = [];
        foreach (string file in Directory.EnumerateFiles(path))
        {
            string extension = System.IO.Path.GetExtension(file);
            if (extension is OpenExtension or SealedExtension or AsideExtension or KeptExtension
                && SegmentName.TryParse(System.IO.Path.GetFileNameWithoutExtension(file.AsSpan()), out SegmentName name))
                segments.Add((name, extension));
        }

        segments.Sort((left, right) => left.Name.CompareTo(right.Name));
        return segments;
    }

    /// <summary>The name of the next segment.</summary>
    internal SegmentName NextName() => new(++_lastNumber, Incarnation);

    /// <summary>Where a segment is.</summary>
    public string PathOf(SegmentName name, string extension) => System.IO.Path.Combine(Path, name + extension);

    /// <summary>Octets of a segment's file.</summary>
    internal long OctetsOf(SegmentName name, string extension) => new FileInfo(PathOf(name, extension)).Length;

    /// <summary>Gives a segment another extension, durably.</summary>
    /// <returns>errno, 0 where all went well.</returns>
    internal int TryRename(SegmentName name, string from, string to)
    {
        if (FileCalls.Rename(PathOf(name, from), PathOf(name, to)) != 0) return Marshal.GetLastPInvokeError();
        return FileCalls.FSync(_directory) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Deletes a segment. The directory is not brought to the disk: a segment that comes back after a power failure is archived again
    /// under its name, which changes nothing.
    /// </summary>
    /// <returns>errno, 0 where all went well.</returns>
    internal int TryDelete(SegmentName name, string extension) =>
        FileCalls.Unlink(PathOf(name, extension)) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <inheritdoc/>
    public void Dispose()
    {
        _directory.Dispose();
        // Said, not left to closing: a program that is being started at this moment has a copy of the file, which would hold the lock until it runs.
        if (!_lock.IsClosed) _ = FileCalls.FLock(_lock, FileCalls.LockRelease);
        _lock.Dispose();
    }

    private static SafeFileHandle Lock(string directory)
    {
        string path = System.IO.Path.Combine(directory, "lock");
        SafeFileHandle file = FileCalls.Open(path, FileCalls.ReadWrite | FileCalls.Create | FileCalls.CloseOnExec, FileCalls.Mode);
        if (file.IsInvalid) throw new IOException($"journal {directory}: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (FileCalls.FLock(file, FileCalls.LockExclusive | FileCalls.LockNonBlocking) != 0)
            {
                if (Marshal.GetLastPInvokeError() != FileCalls.WouldBlock)
                    throw new IOException($"journal {directory}: {Marshal.GetLastPInvokeErrorMessage()}");
                throw new JournalLockedException(directory, Holder(file));
            }

            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"), 0);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static string Holder(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[16];
        string pid = Encoding.ASCII.GetString(text[..RandomAccess.Read(file, text, 0)]).Trim();
        return pid.Length > 0 ? $"process {pid}" : "another process";
    }
}
