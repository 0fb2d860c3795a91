using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Weir.Collector.Diagnostics;
using Weir.Collector.Journal.Interop;
using Weir.Collector.Listening;
using Weir.Wire.Primitives;

namespace Weir.Collector.Journal;

/// <summary>Makes good what the end of the last run left: seals its open segments, queues all of them, learns its templates.</summary>
public sealed class Recovery(
    JournalDirectory directory, JournalOptions options, SegmentQueue queue, JournalMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly SegmentReader _reader = new();

    /// <summary>To be done before the first segment of this run begins.</summary>
    /// <exception cref="IOException">The directory can not be read.</exception>
    public void Run(ISegmentOpening opening)
    {
        SegmentName? newest = null;
        foreach ((SegmentName name, string extension) in directory.List())
        {
            if (extension == JournalDirectory.KeptExtension) queue.Kept.Find(name);
            if (extension is JournalDirectory.AsideExtension or JournalDirectory.KeptExtension) continue;
            if (extension == JournalDirectory.OpenExtension && !TrySeal(name)) continue;
            queue.Add(new SealedSegment(name, directory.OctetsOf(name, JournalDirectory.SealedExtension)));
            newest = name;
        }

        if (queue.Count > 0) JournalLog.FoundSegments(logger, queue.Count, queue.Octets);
        if (queue.Kept is { IsWanted: false, Count: > 0 }) JournalLog.FoundKept(logger, queue.Kept.Count, directory.Path, queue.Kept.Octets);
        LearnTemplates(opening, newest);
    }

    private bool TrySeal(SegmentName name)
    {
        string path = directory.PathOf(name, JournalDirectory.OpenExtension);
        SegmentReadResult found;
        try
        {
            found = _reader.Read(path, name, decoder: null);
        }
        catch (IOException exception)
        {
            return SetAside(name, exception.Message);
        }

        // A later Weir will know what to do with its own; nothing here does.
        if (found.Header == DecodeStatus.UnknownVersion) return SetAside(name, "it was written by a later version");
        // A killed process tears one frame at most; more than that was something once.
        if (found.Datagrams == 0 && found.TornOctets + found.DamagedOctets > SegmentFormat.MaxFrameSize)
            return SetAside(name, "it holds no whole datagram");
        metrics.TornOctets.Add(found.TornOctets);
        JournalLog.Recovered(logger, name, found.Datagrams, found.TornOctets);
        if (found.Datagrams == 0)
        {
            _ = directory.TryDelete(name, JournalDirectory.OpenExtension);
            return false;
        }

        using (SafeFileHandle file = FileCalls.Open(path, FileCalls.WriteOnly | FileCalls.CloseOnExec, 0))
        {
            if (file.IsInvalid || FileCalls.FTruncate(file, found.WholeOctets) != 0 || FileCalls.FSync(file) != 0)
                metrics.SyncFailures.Increment(); // the reader passes over a torn tail anyway
        }

        int error = directory.TryRename(name, JournalDirectory.OpenExtension, JournalDirectory.SealedExtension);
        if (error != 0) throw new IOException($"segment {path} can not be sealed (errno {error})");
        metrics.SegmentsSealed.Increment();
        return true;
    }

    /// <summary>One segment that can not be read must not keep the collector from starting.</summary>
    private bool SetAside(SegmentName name, string reason)
    {
        _ = directory.TryRename(name, JournalDirectory.OpenExtension, JournalDirectory.AsideExtension);
        metrics.SegmentsSetAside.Increment();
        JournalLog.SetAside(logger, name, directory.PathOf(name, JournalDirectory.AsideExtension), reason);
        return false;
    }

    /// <summary>
    /// Each segment opens with all templates in force, so the newest one and the snapshot know all that can be known; the snapshot is
    /// older than any unsealed segment, hence read first.
    /// </summary>
    private void LearnTemplates(ISegmentOpening opening, SegmentName? newest)
    {
        Observer observer = new(opening);
        LearnSnapshot(observer);
        try
        {
            if (newest is not { } name) return;
            _reader.Read(directory.PathOf(name, JournalDirectory.SealedExtension), name, observer);
        }
        catch (IOException exception)
        {
            JournalLog.CannotKeepTemplates(logger, exception.Message); // exporters will tell them again
            return;
        }

        // That segment will be gone before another one ends.
        int error = new TemplateSnapshot(directory).TryWrite(opening, time.GetUnixNs());
        if (error != 0) JournalLog.CannotKeepTemplates(logger, Marshal.GetPInvokeErrorMessage(error));
    }

    // The file is as untrusted as a datagram: what is not whole in it is ignored, and people are told.
    private void LearnSnapshot(Observer observer)
    {
        string path = directory.TemplatesPath;
        try
        {
            if (!File.Exists(path)) return;
            SegmentReadResult found = _reader.Read(path, default, decoder: null);
            if (found.Header == DecodeStatus.Ok && !IsFresh(found)) return;
            long damaged = found.TornOctets + found.DamagedOctets;
            if (found.Header != DecodeStatus.Ok || damaged > 0)
            {
                metrics.TemplateFilesDamaged.Increment();
                JournalLog.DamagedTemplates(logger, path, found.Header != DecodeStatus.Ok ? "it does not begin as one" : $"{damaged} octets hold no whole frame");
            }

            if (found.Header == DecodeStatus.Ok) _reader.Read(path, default, observer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            metrics.TemplateFilesDamaged.Increment();
            JournalLog.DamagedTemplates(logger, path, exception.Message);
        }
    }

    private bool IsFresh(SegmentReadResult snapshot) =>
        (time.GetUnixNs() - snapshot.CreatedNs) / TimeSpan.NanosecondsPerTick < options.TemplateLifetime.Ticks;

    private sealed class Observer(ISegmentOpening opening) : ISegmentDecoder
    {
        // Streams ended with the process that read them, and their templates with them.
        public void Accept(in ReceivedDatagram datagram)
        {
            if (datagram.Origin == MessageOrigin.Datagram) opening.Observe(in datagram);
        }

        public void Flush()
        {
        }
    }
}
