using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Weir.Exporter.Transport;

/// <summary>
/// Messages in a file, one after another (RFC 5655): what any IPFIX collector reads. Each file begins with the templates in force,
/// so that it can be read alone. What was flushed is whole messages whenever the exporter ends.
/// </summary>
public sealed class FileTransport : ITransport
{
    private const string PartExtension = ".part";
    private const int BufferSize = 256 * 1024;

    private readonly FileTransportOptions _options;
    private readonly TimeProvider _clock;
    private readonly TemplateMemory _templates = new();
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
    private SafeFileHandle? _file;
    private string _path = "";
    private long _length;
    private long _begun;
    private int _buffered;
    private int _bufferedMessages;

    private FileTransport(FileTransportOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
    }

    /// <inheritdoc/>
    public int MaxMessageLength => ushort.MaxValue;

    /// <summary>Files begun.</summary>
    public int Generation { get; private set; }

    /// <inheritdoc/>
    public bool RemembersTemplates => true;

    /// <inheritdoc/>
    public TransportMetrics Metrics { get; } = new();

    /// <summary>Begins the first file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be made.</exception>
    public static FileTransport Open(FileTransportOptions options, TimeProvider clock)
    {
        var transport = new FileTransport(options, clock);
        transport.Begin();
        return transport;
    }

    /// <inheritdoc/>
    public SendResult Send(ReadOnlySpan<byte> message)
    {
        if (message.Length > MaxMessageLength) return SendResult.TooLong;
        try
        {
            if (IsOver(message.Length)) Rotate();
            if (_file is null) Begin();
            _templates.WriteDue(message, MaxMessageLength, Add);
            Add(message);
            _bufferedMessages++;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return SendResult.Failed;
        }

        if (TemplateMemory.HasTemplates(message)) _templates.Observe(message);
        return SendResult.Sent;
    }

    /// <summary>Brings what was sent to the file, for those who read along.</summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    public void Flush()
    {
        if (_buffered == 0) return;
        try
        {
            // A write that fails in its middle is written over by the next.
            RandomAccess.Write(_file!, _buffer.AsSpan(0, _buffered), _length);
            _length += _buffered;
            Metrics.Delivered += _bufferedMessages;
        }
        catch (IOException e)
        {
            Metrics.Dropped += _bufferedMessages;
            Metrics.LastError = e.Message;
            throw;
        }
        finally
        {
            _buffered = 0;
            _bufferedMessages = 0;
        }
    }

    /// <summary>Ends the file and gives it its name. Quiet where the disk does not take the rest: there is nobody to tell.</summary>
    public void Dispose()
    {
        if (_file is null) return;
        try
        {
            End();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private bool IsOver(int next) => _options.Rotates && _file is not null && _length + _buffered > 0
        && ((_options.RotateOctets > 0 && _length + _buffered + next > _options.RotateOctets)
            || (_options.RotateAfter > TimeSpan.Zero && _clock.GetElapsedTime(_begun) >= _options.RotateAfter));

    private void Rotate()
    {
        End();
        Begin();
    }

    private void Begin()
    {
        _path = NewPath();
        _file = File.OpenHandle(_path + PartExtension, FileMode.Create, FileAccess.Write, FileShare.Read);
        _length = 0;
        _begun = _clock.GetTimestamp();
        Generation++;
        Metrics.Sessions++;
        _templates.BeginSession();
    }

    private void End()
    {
        Flush();
        RandomAccess.SetLength(_file!, _length);
        _file!.Dispose();
        _file = null;
        File.Move(_path + PartExtension, _path, overwrite: true);
    }

    private void Add(ReadOnlySpan<byte> message)
    {
        if (_buffered + message.Length > _buffer.Length) Flush();
        message.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += message.Length;
    }

    private string NewPath()
    {
        if (!_options.Rotates) return _options.Path;
        string extension = Path.GetExtension(_options.Path);
        return string.Create(CultureInfo.InvariantCulture, $"{_options.Path[..^extension.Length]}-{_clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{Generation + 1:D4}{extension}");
    }
}
