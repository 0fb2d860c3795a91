using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Weir.Collector.Journal.Interop;

namespace Weir.Collector.Journal;

/// <summary>
/// A file that frames are being written to. One thread appends; another may bring what was appended to the disk meanwhile.
/// Errors are errno values, 0 where all went well.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private long _length;
    private long _synced;

    private SegmentFile(SegmentName name, string path, SafeFileHandle file)
    {
        Name = name;
        Path = path;
        _file = file;
    }

    public SegmentName Name { get; }

    public string Path { get; }

    /// <summary>Octets that were written whole. What a failed write left behind them is not part of the file.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Datagrams within <see cref="Length"/>; kept by who appends.</summary>
    public long Datagrams { get; set; }

    /// <summary>Octets a power failure could take.</summary>
    public long Unsynced => Length - Volatile.Read(ref _synced);

    /// <summary>Creates a file, in the place of one that is there already.</summary>
    public static SegmentFile? TryCreate(SegmentName name, string path, long createdNs, out int error)
    {
        SafeFileHandle handle = FileCalls.Open(
            path, FileCalls.WriteOnly | FileCalls.Create | FileCalls.Truncate | FileCalls.CloseOnExec, FileCalls.Mode);
        if (handle.IsInvalid)
        {
            error = Marshal.GetLastPInvokeError();
            handle.Dispose();
            return null;
        }

        SegmentFile file = new(name, path, handle);
        Span<byte> header = stackalloc byte[SegmentFormat.HeaderSize];
        SegmentFormat.WriteHeader(header, name, createdNs);
        error = file.TryAppend(header);
        if (error == 0) return file;
        file.Dispose();
        _ = FileCalls.Unlink(path);
        return null;
    }

    /// <summary>Writes octets behind what is there. After an error the file is as it was before.</summary>
    public unsafe int TryAppend(ReadOnlySpan<byte> octets)
    {
        int done = 0;
        fixed (byte* start = octets)
        {
            while (done < octets.Length)
            {
                nint written = FileCalls.PWrite(_file, start + done, octets.Length - done, _length + done);
                if (written > 0)
                {
                    done += (int)written;
                    continue;
                }

                int error = written == 0 ? FileCalls.IoError : Marshal.GetLastPInvokeError();
                if (error == FileCalls.Interrupted) continue;

                // Should this fail too, whole frames and a torn one stand there, which the next append overwrites or a reader cuts off.
                _ = FileCalls.FTruncate(_file, _length);
                return error;
            }
        }

        Volatile.Write(ref _length, _length + done);
        return 0;
    }

    /// <summary>Brings what was appended until now to the disk. From any thread.</summary>
    public int TrySync()
    {
        long length = Length;
        if (FileCalls.FDataSync(_file) != 0) return Marshal.GetLastPInvokeError();
        Volatile.Write(ref _synced, length);
        return 0;
    }

    public void Dispose() => _file.Dispose();
}
