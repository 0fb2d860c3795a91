using System.Runtime.InteropServices;

namespace Weir.Capture.Interop;

/// <summary>The calls of libpcap that compile a filter (pcap(3PCAP)); each as its manual page has it. Nothing of it runs for a packet.</summary>
internal static unsafe partial class LibPcap
{
    /// <summary>PCAP_NETMASK_UNKNOWN.</summary>
    public const uint UnknownNetmask = 0xFFFF_FFFF;

    /// <summary>PCAP_ERRBUF_SIZE.</summary>
    public const int ErrorSize = 256;

    private const string Library = "libpcap.so.0.8";

    [LibraryImport(Library, EntryPoint = "pcap_open_dead")]
    public static partial nint OpenDead(int linkType, int snapLength);

    [LibraryImport(Library, EntryPoint = "pcap_create", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint Create(string interfaceName, byte* error);

    [LibraryImport(Library, EntryPoint = "pcap_set_buffer_size")]
    public static partial int SetBufferSize(nint capture, int octets);

    [LibraryImport(Library, EntryPoint = "pcap_activate")]
    public static partial int Activate(nint capture);

    [LibraryImport(Library, EntryPoint = "pcap_datalink")]
    public static partial int LinkType(nint capture);

    [LibraryImport(Library, EntryPoint = "pcap_compile", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Compile(nint capture, Program* program, string expression, int optimizes, uint netmask);

    [LibraryImport(Library, EntryPoint = "pcap_freecode")]
    public static partial void FreeCode(Program* program);

    [LibraryImport(Library, EntryPoint = "pcap_geterr")]
    public static partial nint Error(nint capture);

    [LibraryImport(Library, EntryPoint = "pcap_close")]
    public static partial void Close(nint capture);

    /// <summary>struct bpf_program.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Program
    {
        public uint Length;
        public nint Instructions;
    }
}
