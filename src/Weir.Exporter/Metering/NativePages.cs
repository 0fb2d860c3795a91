using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Weir.Exporter.Metering;

/// <summary>
/// A zeroed stretch of virtual memory outside the managed heap. It never moves, and a page of it costs memory only from
/// its first use on, so a table can be laid out for its bound and still cost what it holds.
/// </summary>
internal sealed unsafe partial class NativePages : SafeHandle
{
    private const int ReadWrite = 0x1 | 0x2;
    private const int PrivateAnonymousNoReserve = 0x2 | 0x20 | 0x4000;
    private const int AdviseHugePages = 14;

    private readonly nuint _length;

    /// <summary>Reserves <paramref name="length"/> octets.</summary>
    /// <exception cref="Win32Exception">The system has no such stretch to give.</exception>
    public NativePages(nuint length)
        : base(-1, ownsHandle: true)
    {
        _length = length;
        SetHandle(Map(0, length, ReadWrite, PrivateAnonymousNoReserve, -1, 0));
        if (IsInvalid)
        {
            int error = Marshal.GetLastPInvokeError();
            throw new Win32Exception(error, $"{length} octets of memory: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        // Random access over hundreds of megabytes misses the TLB at each step with small pages. Refusal changes only speed.
        _ = Advise(handle, length, AdviseHugePages);
    }

    /// <summary>The first octet, on a page boundary.</summary>
    public byte* Address => (byte*)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == -1;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => Unmap(handle, _length) == 0;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
