using System.Runtime.InteropServices;

namespace Weir.Capture.Ebpf;

/// <summary>An open directory, for calls that take its descriptor.</summary>
internal sealed unsafe partial class DirectoryDescriptor : IDisposable
{
    private const int DirectoryCloseOnExec = 0x10000 | 0x80000;

    /// <summary>Opens it.</summary>
    /// <exception cref="EbpfException">It cannot be opened.</exception>
    public DirectoryDescriptor(string path)
    {
        Descriptor = Open(path, DirectoryCloseOnExec, 0);
        if (Descriptor < 0) throw new EbpfException($"eBPF: {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    /// <summary>The file descriptor.</summary>
    public int Descriptor { get; }

    public void Dispose() => _ = Close(Descriptor);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int descriptor, byte* octets, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);
}
