using System.Buffers.Binary;
using Weir.Testing;

namespace Weir.Exporter.Tests.Metering.Applications;

/// <summary>The frames of tests/data/applications, a classic capture of microseconds.</summary>
internal static class RecordedConversations
{
    private const int FileHeader = 24, FrameHeader = 16;

    public static string Path { get; } = RepositoryRoot.Path("tests/data/applications/applications.pcap");

    public static byte[][] Frames()
    {
        ReadOnlySpan<byte> octets = File.ReadAllBytes(Path).AsSpan(FileHeader);
        var frames = new List<byte[]>();
        while (!octets.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(octets[8..]);
            frames.Add(octets.Slice(FrameHeader, length).ToArray());
            octets = octets[(FrameHeader + length)..];
        }

        return [.. frames];
    }
}
