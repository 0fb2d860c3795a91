using Microsoft.Win32.SafeHandles;
using Weir.Collector.Listening;
using Weir.Wire.Primitives;

namespace Weir.Collector.Journal.Reading;

/// <summary>A journal as it lies on the disk, read beside the collector that writes it. Nothing of it is held or changed. For one thread.</summary>
/// <param name="directory">The journal's directory.</param>
public sealed class StoredJournal(string directory)
{
    private readonly SegmentReader _reader = new();

    /// <summary>The segments that are meant, oldest first.</summary>
    /// <exception cref="IOException">The directory can not be read.</exception>
    public IReadOnlyList<StoredSegment> Segments(SegmentChoice choice)
    {
        if (!Directory.Exists(directory)) throw new DirectoryNotFoundException($"journal {directory}: there is no such directory");
        List<StoredSegment> segments = [];
        foreach ((SegmentName name, string extension) in JournalDirectory.List(directory))
        {
            if (TryLook(name, StateOf(extension)) is { } segment && choice.Has(segment)) segments.Add(segment);
        }

        return segments;
    }

    /// <summary>Reads a segment for what it holds.</summary>
    /// <returns><see langword="null"/> where it is gone.</returns>
    /// <exception cref="IOException">It can not be read.</exception>
    public SegmentSummary? Summarize(StoredSegment segment)
    {
        var tally = new Tally();
        if (!TryRead(segment, tally, out SegmentReadResult found)) return null;
        return new(segment, tally.LastNs, tally.Datagrams, tally.StreamMessages, tally.Exporters.Count, Unreadable(segment, found));
    }

    /// <summary>
    /// Gives the messages of the segments that are meant in the order in which they were journalled. Of what segments open with it gives
    /// what was told before all messages given until then: so that whoever takes the messages knows the templates, and takes no data twice.
    /// </summary>
    /// <param name="choice">Which segments, and whose messages.</param>
    /// <param name="sink">Takes them; it is not flushed.</param>
    /// <param name="cancellation">Ends the reading between two messages.</param>
    /// <exception cref="IOException">A segment can not be read.</exception>
    public JournalReadCount Read(SegmentChoice choice, ISegmentDecoder sink, CancellationToken cancellation)
    {
        var messages = new Messages(choice, sink, cancellation);
        int read = 0;
        int gone = 0;
        long unreadable = 0;
        foreach (StoredSegment segment in Segments(choice))
        {
            if (TryRead(segment, messages, out SegmentReadResult found)) read++;
            else gone++;
            unreadable += Unreadable(segment, found);
        }

        return new(read, gone, messages.Datagrams, messages.StreamMessages, messages.Openings, unreadable);
    }

    // The last frame of an open segment may be half written: its collector is at it.
    private static long Unreadable(StoredSegment segment, in SegmentReadResult found) =>
        found.DamagedOctets + (segment.State == SegmentState.Open ? 0 : found.TornOctets);

    // On its way a segment only ever gets a later name, so that one look at each in order finds it if it is there.
    private bool TryRead(StoredSegment segment, ISegmentDecoder decoder, out SegmentReadResult found)
    {
        for (SegmentState state = segment.State; state <= SegmentState.Aside; state++)
        {
            try
            {
                found = _reader.Read(PathOf(segment.Name, state), segment.Name, decoder);
                return true;
            }
            catch (FileNotFoundException)
            {
                // It has gone on.
            }
        }

        found = default;
        return false;
    }

    private StoredSegment? TryLook(SegmentName name, SegmentState state)
    {
        string path = PathOf(name, state);
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Span<byte> header = stackalloc byte[SegmentFormat.HeaderSize];
            int octets = RandomAccess.Read(file, header, 0);
            _ = SegmentFormat.TryReadHeader(header[..octets], out _, out long begunNs);
            long written = (File.GetLastWriteTimeUtc(file) - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            return new(name, state, begunNs, written, RandomAccess.GetLength(file));
        }
        catch (FileNotFoundException)
        {
            return state < SegmentState.Aside ? TryLook(name, state + 1) : null;
        }
    }

    private string PathOf(SegmentName name, SegmentState state) => Path.Combine(directory, name + ExtensionOf(state));

    private static string ExtensionOf(SegmentState state) => state switch
    {
        SegmentState.Open => JournalDirectory.OpenExtension,
        SegmentState.Sealed => JournalDirectory.SealedExtension,
        SegmentState.Kept => JournalDirectory.KeptExtension,
        _ => JournalDirectory.AsideExtension,
    };

    private static SegmentState StateOf(string extension) => Enum.GetValues<SegmentState>().Single(state => ExtensionOf(state) == extension);

    private sealed class Tally : ISegmentDecoder
    {
        public HashSet<IpAddress> Exporters { get; } = [];

        public long Datagrams { get; private set; }

        public long StreamMessages { get; private set; }

        public long LastNs { get; private set; }

        public void Accept(in ReceivedDatagram datagram)
        {
            if (datagram.Origin == MessageOrigin.StreamEnd) return;
            if (datagram.Origin == MessageOrigin.Stream) StreamMessages++;
            else Datagrams++;
            LastNs = Math.Max(LastNs, datagram.TimeReceivedNs);
            Exporters.Add(datagram.ExporterAddress);
        }

        public void AcceptOpening(in ReceivedDatagram opening)
        {
            // It was received in an earlier segment.
        }

        public void Flush()
        {
        }
    }

    private sealed class Messages(SegmentChoice choice, ISegmentDecoder sink, CancellationToken cancellation) : ISegmentDecoder
    {
        private long _latestNs = long.MinValue;

        public long Datagrams { get; private set; }

        public long StreamMessages { get; private set; }

        public long Openings { get; private set; }

        public void Accept(in ReceivedDatagram datagram)
        {
            cancellation.ThrowIfCancellationRequested();
            if (datagram.Origin == MessageOrigin.StreamEnd) return;
            _latestNs = Math.Max(_latestNs, datagram.TimeReceivedNs);
            if (!choice.Has(datagram.ExporterAddress)) return;
            if (datagram.Origin == MessageOrigin.Stream) StreamMessages++;
            else Datagrams++;
            sink.Accept(in datagram);
        }

        public void AcceptOpening(in ReceivedDatagram opening)
        {
            if (opening.TimeReceivedNs <= _latestNs || !choice.Has(opening.ExporterAddress)) return;
            Openings++;
            sink.AcceptOpening(in opening);
        }

        public void Flush()
        {
        }
    }
}
