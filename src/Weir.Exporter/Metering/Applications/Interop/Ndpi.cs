using System.Runtime.InteropServices;

namespace Weir.Exporter.Metering.Applications.Interop;

/// <summary>
/// The calls of libndpi 4.2 that classify a flow (ndpi_api.h). The library is loaded when it is first asked for. Flows are opaque and as large as the
/// library says; of its structures only the one that is returned by value, and the bit mask of protocols, have a layout here, which is that of 4.2.
/// </summary>
internal static unsafe partial class Ndpi
{
    private const string Library = "libndpi.so.4.2";
    private const string Revision = "4.2.";

    /// <summary>Octets of NDPI_PROTOCOL_BITMASK: 512 bits.</summary>
    public const int BitmaskSize = 64;

    private static readonly Lazy<string?> Found = new(Look);

    /// <summary>What is missing for classification, for people; <see langword="null"/>: nothing.</summary>
    public static string? Problem => Found.Value;

    [LibraryImport(Library, EntryPoint = "ndpi_init_detection_module")]
    public static partial nint Begin(int preferences);

    [LibraryImport(Library, EntryPoint = "ndpi_set_protocol_detection_bitmask2")]
    public static partial void SetProtocols(nint module, byte* bitmask);

    [LibraryImport(Library, EntryPoint = "ndpi_finalize_initialization")]
    public static partial void FinishBeginning(nint module);

    [LibraryImport(Library, EntryPoint = "ndpi_exit_detection_module")]
    public static partial void End(nint module);

    [LibraryImport(Library, EntryPoint = "ndpi_detection_get_sizeof_ndpi_flow_struct")]
    public static partial uint FlowSize();

    /// <summary>Frees what a flow points to, not the flow.</summary>
    [LibraryImport(Library, EntryPoint = "ndpi_free_flow_data")]
    public static partial void FreeFlowData(nint flow);

    [LibraryImport(Library, EntryPoint = "ndpi_detection_process_packet")]
    public static partial Protocol Process(nint module, nint flow, byte* packet, ushort length, ulong timeMs);

    [LibraryImport(Library, EntryPoint = "ndpi_extra_dissection_possible")]
    public static partial byte IsMoreToKnow(nint module, nint flow);

    [LibraryImport(Library, EntryPoint = "ndpi_detection_giveup")]
    public static partial Protocol GiveUp(nint module, nint flow, byte guesses, byte* wasGuessed);

    [LibraryImport(Library, EntryPoint = "ndpi_get_num_supported_protocols")]
    public static partial uint Protocols(nint module);

    [LibraryImport(Library, EntryPoint = "ndpi_get_proto_name")]
    private static partial nint NameText(nint module, ushort protocol);

    [LibraryImport(Library, EntryPoint = "ndpi_revision")]
    private static partial nint RevisionText();

    /// <summary>The name of an application.</summary>
    public static string Name(nint module, ushort protocol) => Marshal.PtrToStringUTF8(NameText(module, protocol)) ?? "";

    private static string? Look()
    {
        if (!NativeLibrary.TryLoad(Library, out _)) return "applications: nDPI 4.2 is not installed: apt-get install libndpi4.2. Flows are not classified.";
        string? revision = Marshal.PtrToStringUTF8(RevisionText());
        return revision is not null && revision.StartsWith(Revision, StringComparison.Ordinal)
            ? null
            : $"applications: {Library} says that it is nDPI {revision}: want 4.2. Flows are not classified.";
    }

    /// <summary>struct ndpi_proto of 4.2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Protocol
    {
        /// <summary>What carries the application, HTTP for one; 0 where unknown.</summary>
        public ushort Master;

        /// <summary>The application; 0 where unknown.</summary>
        public ushort Application;

        public int Category;

        /// <summary>The more telling of the two.</summary>
        public readonly ushort Best => Application != 0 ? Application : Master;
    }
}
