using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Weir.Capture.PcapFile;

/// <summary>Opens capture files; the format is told by the first octets.</summary>
public static class CaptureFile
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    private const int MagicSize = 4;

    /// <summary>Opens a pcap or pcapng file, a named pipe, or standard input.</summary>
    /// <exception cref="CaptureFileException">It cannot be opened, or is no capture.</exception>
    public static CaptureFileSource Open(string path)
    {
        string name = path == StandardInput ? "standard input" : path;
        if (path.Length == 0) throw new CaptureFileException("No capture file is named; name a pcap or pcapng file.");
        if (Directory.Exists(path)) throw new CaptureFileException($"{name}: is a directory; name a pcap or pcapng file.");
        FileStream? stream = null;
        try
        {
            stream = path == StandardInput
                ? new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0)
                : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            return Open(stream, name, stream.CanSeek || !OperatingSystem.IsLinux() ? null : stream.SafeFileHandle);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CaptureFileException($"{name}: there is no such file.", exception);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException)
        {
            throw new CaptureFileException($"{name}: may not be read by this user.", exception);
        }
        catch (Exception exception) when (exception is IOException and not CaptureFileException)
        {
            stream?.Dispose();
            throw new CaptureFileException($"{name}: cannot be read: {exception.Message}", exception);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }

    /// <summary>Reads a capture from a stream, which need not be seekable and is disposed with the source.</summary>
    /// <exception cref="CaptureFileException">It is no capture.</exception>
    public static CaptureFileSource Open(Stream stream, string name) => Open(stream, name, pipe: null);

    private static unsafe CaptureFileSource Open(Stream stream, string name, SafeFileHandle? pipe)
    {
        CaptureBuffer buffer = new(stream, pipe);
        if (!WaitFor(buffer, MagicSize))
        {
            throw new CaptureFileException(
                $"{name}: {(buffer.Available == 0 ? "is empty" : "is too short")}; a capture begins with a pcap or pcapng header.");
        }

        ReadOnlySpan<byte> magic = new(buffer.Current, MagicSize);
        uint number = BinaryPrimitives.ReadUInt32LittleEndian(magic);
        if (PcapSource.IsMagic(number)) return PcapSource.Open(buffer, name);
        if (number == PcapNgSource.SectionHeader) return PcapNgSource.Open(buffer, name);
        if (Compression(magic) is { } compression)
            throw new CaptureFileException($"{name}: is compressed with {compression}; decompress it first, or pipe it to '{StandardInput}'.");
        throw new CaptureFileException(
            $"{name}: is no capture: it begins with {Convert.ToHexString(magic)}, which is neither pcap nor pcapng.");
    }

    /// <summary>Opening waits for the header of a pipe as long as that takes.</summary>
    internal static bool WaitFor(CaptureBuffer buffer, int octets)
    {
        FillResult result;
        do result = buffer.Fill(octets);
        while (result == FillResult.NotYet);
        return result == FillResult.Enough;
    }

    private static string? Compression(ReadOnlySpan<byte> magic) => magic switch
    {
        [0x1F, 0x8B, ..] => "gzip",
        [0x28, 0xB5, 0x2F, 0xFD] => "zstd",
        [0xFD, 0x37, 0x7A, 0x58] => "xz",
        [0x42, 0x5A, 0x68, _] => "bzip2",
        [0x04, 0x22, 0x4D, 0x18] => "lz4",
        _ => null,
    };
}
