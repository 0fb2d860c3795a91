using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Weir.Import.Reading;

/// <summary>A log as its octets: a file or standard input, unpacked where it begins as gzip does (RFC 1952 section 2.3.1).</summary>
public sealed class LogFile : IDisposable
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    private const int BufferOctets = 1 << 16;
    private readonly CountingStream _raw;
    private readonly Stream _unpacked;

    private LogFile(string name, CountingStream raw, Stream unpacked, long length) => (Name, _raw, _unpacked, Length) = (name, raw, unpacked, length);

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>Octets of the file; 0 where nobody knows.</summary>
    public long Length { get; }

    /// <summary>Octets of the file that were read.</summary>
    public long Done => _raw.Octets;

    /// <summary>Opens a file, a named pipe, or standard input.</summary>
    /// <exception cref="LogFileException">It cannot be opened.</exception>
    public static LogFile Open(string path)
    {
        try
        {
            if (path == StandardInput) return Open(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0), "standard input", 0);
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
            return Open(file, path, file.CanSeek ? file.Length : 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LogFileException($"{path}: there is no such file", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new LogFileException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads from a stream, which is disposed with this.</summary>
    public static LogFile Open(Stream stream, string name, long length)
    {
        var raw = new CountingStream(stream);
        Stream buffered = new BufferedStream(raw, BufferOctets);
        Span<byte> magic = stackalloc byte[2];
        int got = buffered.ReadAtLeast(magic, 2, throwOnEndOfStream: false);
        Stream whole = new PrefixedStream(magic[..got].ToArray(), buffered);
        return new(name, raw, got == 2 && magic[0] == 0x1F && magic[1] == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : whole, length);
    }

    /// <summary>Reads octets, unpacked.</summary>
    /// <exception cref="LogFileException">They cannot be read, or are not what gzip packs.</exception>
    internal int Read(Span<byte> buffer)
    {
        try
        {
            return _unpacked.Read(buffer);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new LogFileException($"{Name}: cannot be read: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _unpacked.Dispose();
}
