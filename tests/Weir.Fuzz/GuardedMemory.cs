using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Weir.Fuzz;

/// <summary>Memory before a page that may not be touched, so that reading past the end of an input ends the process.</summary>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    private const int NoAccess = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private readonly byte* _start;
    private readonly nuint _length;

    /// <param name="capacity">Octets of the longest input.</param>
    /// <exception cref="Win32Exception">The system gives no memory.</exception>
    public GuardedMemory(int capacity)
    {
        int page = Environment.SystemPageSize;
        Capacity = (capacity + page - 1) / page * page;
        _length = (nuint)(Capacity + page);
        _start = Map(null, _length, ReadWrite, PrivateAnonymous, -1, 0);
        if ((nint)_start == -1 || Protect(_start + Capacity, (nuint)page, NoAccess) != 0) throw new Win32Exception();
    }

    public int Capacity { get; }

    /// <summary>Copies octets to where the memory ends.</summary>
    public ReadOnlySpan<byte> Put(ReadOnlySpan<byte> octets)
    {
        var place = new Span<byte>(_start + Capacity - octets.Length, octets.Length);
        octets.CopyTo(place);
        return place;
    }

    public void Dispose() => _ = Unmap(_start, _length);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial byte* Map(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
