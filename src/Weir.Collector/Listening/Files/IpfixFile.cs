using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Weir.Collector.Listening.Streams;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening.Files;

/// <summary>
/// An IPFIX file: messages one after another, which are one transport session (RFC 5655 section 6). Read in one go, also from a pipe.
/// </summary>
public sealed class IpfixFile : IDisposable
{
    /// <summary>The path that means standard input.</summary>
    public const string StandardInput = "-";

    private const long NanosecondsPerSecond = 1_000_000_000;

    // A stream is told apart by its exporter's port. A file has none, and is the only one there is.
    private const ushort Port = 1;

    private readonly Stream _stream;
    private readonly IpAddress _exporter;
    private readonly MessageFramer _framer = new();

    private IpfixFile(Stream stream, string name, IpAddress exporter)
    {
        _stream = stream;
        Name = name;
        _exporter = exporter;
    }

    /// <summary>What it is called in messages.</summary>
    public string Name { get; }

    /// <summary>Whole messages read so far.</summary>
    public long Messages { get; private set; }

    /// <summary>What is wrong with the file, in one line, once it was read; <see langword="null"/> where it ended with a whole message.</summary>
    public string? Problem { get; private set; }

    /// <summary>Opens a file, a named pipe, or standard input.</summary>
    /// <param name="path">Path, or <see cref="StandardInput"/>.</param>
    /// <param name="exporter">Whom the messages are from; a file does not tell. None leaves it open.</param>
    /// <exception cref="IpfixFileException">It cannot be opened.</exception>
    public static IpfixFile Open(string path, IpAddress exporter)
    {
        if (path == StandardInput) return new(new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0), "standard input", exporter);
        try
        {
            return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1 << 16, FileOptions.SequentialScan), path, exporter);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IpfixFileException($"{path}: there is no such file.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new IpfixFileException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads from a stream, which is disposed with this.</summary>
    public static IpfixFile Open(Stream stream, string name, IpAddress exporter) => new(stream, name, exporter);

    /// <summary>
    /// Gives every message to the sink, as received when it was exported, up to the end or to what is no message: where the next one
    /// would begin is not known then.
    /// </summary>
    /// <exception cref="IpfixFileException">Reading fails, or it is no IPFIX file at all.</exception>
    public void Read(IDatagramSink sink, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            int octets = Fill();
            _framer.Filled(octets);
            while (_framer.TryTake(out ReadOnlySpan<byte> message)) Give(message, sink);
            if (_framer.Problem is { } problem) End(problem);
            else if (octets == 0 && _framer.Held > 0) End(string.Create(CultureInfo.InvariantCulture, $"ends within a message, {_framer.Held} octets after its begin"));
            else if (octets > 0) continue;
            return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private int Fill()
    {
        try
        {
            return _stream.Read(_framer.Free.Span);
        }
        catch (IOException e)
        {
            throw new IpfixFileException($"{Name}: cannot be read: {e.Message}", e);
        }
    }

    private void Give(ReadOnlySpan<byte> message, IDatagramSink sink)
    {
        Messages++;
        if (IpfixHeader.TryRead(message, out IpfixHeader header) != DecodeStatus.Ok) return;
        sink.Accept(new(header.ExportTimeSeconds * NanosecondsPerSecond, _exporter, Port, message, MessageOrigin.Stream));
    }

    private void End(string problem)
    {
        if (Messages == 0) throw new IpfixFileException($"{Name}: is no IPFIX file: {problem}.");
        Problem = string.Create(CultureInfo.InvariantCulture, $"{Name}: {problem}, at octet {_framer.Taken}");
    }
}
