using System.Runtime.InteropServices;
using Weir.Collector.Journal.Interop;
using Weir.Collector.Listening;

namespace Weir.Collector.Journal;

/// <summary>
/// The templates in force when the last segment ended, kept as a segment of opening frames. An exporter on UDP repeats its templates
/// every ten minutes or so; a collector that forgot them when it stopped would understand nothing until then.
/// </summary>
/// <remarks>Written before the segment is handed over, so that there always is a segment or a snapshot that knows the templates.</remarks>
internal sealed class TemplateSnapshot(JournalDirectory directory) : IDatagramSink
{
    private readonly FrameBuffer _buffer = new(SegmentFormat.MaxFrameSize);
    private readonly SegmentName _name = new(0, directory.Incarnation);
    private SegmentFile? _file;
    private int _error;

    /// <summary>Replaces the snapshot.</summary>
    /// <returns>errno, 0 where all went well; else the former snapshot stands.</returns>
    public int TryWrite(ISegmentOpening opening, long nowNs)
    {
        string path = directory.TemplatesPath + ".new";
        _file = SegmentFile.TryCreate(_name, path, nowNs, out _error);
        if (_file is null) return _error;
        opening.WriteTo(this);
        Write();
        _file.Dispose();
        _file = null;
        if (_error == 0 && FileCalls.Rename(path, directory.TemplatesPath) != 0) _error = Marshal.GetLastPInvokeError();
        if (_error != 0) _ = FileCalls.Unlink(path);
        return _error;
    }

    void IDatagramSink.Accept(in ReceivedDatagram datagram)
    {
        if (datagram.Payload.Length > SegmentFormat.MaxPayload || _buffer.TryAdd(_name.FrameSeed, FrameKind.Opening, in datagram)) return;
        Write();
        _buffer.TryAdd(_name.FrameSeed, FrameKind.Opening, in datagram);
    }

    private void Write()
    {
        if (_error == 0) _error = _file!.TryAppend(_buffer.Frames);
        _buffer.Clear();
    }
}
