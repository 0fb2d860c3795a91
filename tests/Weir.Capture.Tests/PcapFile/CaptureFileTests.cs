using System.IO.Pipes;
using Weir.Capture.PcapFile;
using Weir.Flows.Pipeline;
using Weir.Testing.Packets;

namespace Weir.Capture.Tests.PcapFile;

public sealed class CaptureFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("weir-capture-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_missing_file_is_named()
    {
        string path = Path.Combine(_directory.FullName, "none.pcap");
        Assert.Equal($"{path}: there is no such file.", Refusal(path));
        path = Path.Combine(_directory.FullName, "none", "none.pcap");
        Assert.Equal($"{path}: there is no such file.", Refusal(path));
        Assert.StartsWith("No capture file is named", Refusal(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_is_refused() =>
        Assert.EndsWith(": is a directory; name a pcap or pcapng file.", Refusal(_directory.FullName), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_capture_is_refused_with_a_reason()
    {
        Assert.EndsWith("is empty; a capture begins with a pcap or pcapng header.", Refusal([]), StringComparison.Ordinal);
        Assert.EndsWith("is too short; a capture begins with a pcap or pcapng header.", Refusal([1, 2]), StringComparison.Ordinal);
        Assert.EndsWith("begins with 48656C6C, which is neither pcap nor pcapng.", Refusal("Hello, world"u8), StringComparison.Ordinal);
        Assert.Contains("is compressed with gzip; decompress it first", Refusal([0x1F, 0x8B, 8, 0, 0]), StringComparison.Ordinal);
        Assert.Contains("is compressed with zstd", Refusal([0x28, 0xB5, 0x2F, 0xFD]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_or_strange_header_is_refused_with_a_reason()
    {
        byte[] file = PcapWriter.File([]);
        for (int length = 4; length < 24; length++)
        {
            Assert.EndsWith(
                $"is cut within its pcap header: {length} octets where 24 are needed.", Refusal(file.AsSpan(0, length)), StringComparison.Ordinal);
        }

        byte[] strange = [.. file];
        strange[4] = 3;
        Assert.EndsWith("is pcap version 3; version 2 can be read.", Refusal(strange), StringComparison.Ordinal);
        strange = [.. file];
        strange[20] = 127;
        Assert.Contains("has link type 127; 0 (Null), 1 (Ethernet), ", Refusal(strange), StringComparison.Ordinal);

        using MemoryStream sections = new();
        new PcapNgWriter(sections).Section();
        byte[] section = sections.ToArray();
        Assert.Contains("is cut within its first pcapng section header", Refusal(section.AsSpan(0, 15)), StringComparison.Ordinal);
        section[12] = 2;
        Assert.Contains("not pcapng version 1", Refusal(section), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_may_be_read_while_it_is_written()
    {
        string path = Path.Combine(_directory.FullName, "growing.pcap");
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        PcapWriter writer = new(file);
        writer.Write(1_000, [1]);
        file.Flush();
        using CaptureFileSource source = CaptureFile.Open(path);
        Assert.Equal((1, PacketReadStatus.End), (Captured.ReadAll(source).Packets.Count, source.Read(new PacketBatch())));
        writer.Write(2_000, [2]);
        file.Flush();
        Assert.Equal("02", Assert.Single(Captured.ReadAll(source).Packets).Octets);
    }

    [Fact]
    public void A_quiet_pipe_is_idle_and_never_holds_the_reader_for_long()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("Pipes are polled on Linux only.");
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        PcapWriter writer = new(pipe);
        using CaptureFileSource source = CaptureFile.Open($"/proc/self/fd/{pipe.GetClientHandleAsString()}");
        PacketBatch batch = new();
        Assert.Equal(PacketReadStatus.Idle, source.Read(batch));
        writer.Write(1_000, [1, 2, 3]);
        Assert.Equal(PacketReadStatus.Packets, source.Read(batch));
        Assert.Equal([1, 2, 3], batch[0].Octets.ToArray());
        Assert.Equal(PacketReadStatus.Idle, source.Read(batch));
        pipe.DisposeLocalCopyOfClientHandle();
        pipe.Dispose();
        Assert.Equal(PacketReadStatus.End, source.Read(batch));
    }

    private static string Refusal(string path)
    {
        string message = Assert.Throws<CaptureFileException>(() => CaptureFile.Open(path)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private string Refusal(ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_directory.FullName, "refused");
        File.WriteAllBytes(path, content.ToArray());
        return Refusal(path);
    }
}
