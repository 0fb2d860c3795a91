using Microsoft.Extensions.Logging;
using Weir.Collector.Diagnostics;
using Weir.Flows.Batches;
using Weir.Flows.Exporters;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Wire.Primitives;

namespace Weir.Collector.Journal;

/// <summary>
/// Takes sealed segments in order, decodes each one alone, makes its records durable under the segment's name, and only then deletes it, or keeps it.
/// A crash between any two of these steps is made good by doing them again: the same octets give the same records under the same name.
/// </summary>
public sealed class SegmentArchiver(
    JournalDirectory directory,
    JournalOptions options,
    SegmentQueue queue,
    Func<IFlowSink, ISegmentDecoder> newDecoder,
    IFlowArchive archive,
    JournalMetrics journalMetrics,
    ArchiveMetrics metrics,
    TimeProvider time,
    ILogger logger,
    Func<ISegmentDecoder>? newFirstLook = null)
{
    private const int NoSuchFile = 2; // ENOENT

    private readonly SegmentReader _reader = new();
    private readonly LogInterval _complaint = new(time, options.ComplaintInterval);

    /// <summary>
    /// Archives until the queue is complete and empty. Failures are tried again for ever, further and further apart; after
    /// <paramref name="stopping"/> each segment has one more chance, and the first failure leaves the rest to the next start.
    /// </summary>
    public void Run(CancellationToken stopping)
    {
        TimeSpan delay = options.RetryDelay;
        while (queue.TryTake(out SealedSegment? segment))
        {
            bool isLastChance = stopping.IsCancellationRequested;
            if (TryArchive(segment))
            {
                queue.Remove(segment);
                delay = options.RetryDelay;
                continue;
            }

            queue.PutBack();
            if (isLastChance) return;
            stopping.WaitHandle.WaitOne(delay);
            delay = delay * 2 < options.MaxRetryDelay ? delay * 2 : options.MaxRetryDelay;
        }
    }

    /// <summary>Archives one segment.</summary>
    /// <returns>Whether it is gone from the journal: archived and deleted, or put aside.</returns>
    public bool TryArchive(SealedSegment segment)
    {
        try
        {
            if (!segment.IsArchived)
            {
                string? unreadable = Archive(segment);
                if (unreadable is not null) return TrySetAside(segment, unreadable);
                segment.IsArchived = true;
            }

            int error = queue.Kept.IsWanted ? queue.Kept.TryKeep(segment) : directory.TryDelete(segment.Name, JournalDirectory.SealedExtension);
            if (error is not (0 or NoSuchFile)) return Fail(segment, $"it is archived, but can not be {(queue.Kept.IsWanted ? "kept" : "deleted")} (errno {error})");
            if (metrics.IsFailing) JournalLog.CanArchiveAgain(logger, segment.Name);
            metrics.IsFailing = false;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The archive's disk is full, or the journal's does not answer: the segment waits for better times.
            queue.Kept.MakeRoomOnFullDisk();
            return Fail(segment, exception.Message);
        }
        catch (Exception exception)
        {
            // A fault of the decoder or of the archive. It must not hold up all that comes behind it, nor take the collector down.
            Fail(segment, exception.ToString());
            return segment.Failures >= options.MaxDecodeAttempts && TrySetAside(segment, exception.Message);
        }
    }

    /// <returns>Why it can not be read; <see langword="null"/> where it was archived.</returns>
    private string? Archive(SealedSegment segment)
    {
        string path = directory.PathOf(segment.Name, JournalDirectory.SealedExtension);
        if (newFirstLook?.Invoke() is { } first)
        {
            _reader.Read(path, segment.Name, first);
            first.Flush();
        }

        using IFlowTransaction transaction = archive.Begin(segment.Name.ToString());
        CountingSink records = new(transaction);
        ISegmentDecoder decoder = newDecoder(records);
        SegmentReadResult found = _reader.Read(path, segment.Name, decoder);
        segment.BegunNs = found.CreatedNs;
        if (found.Header == DecodeStatus.UnknownVersion) return "it was written by a later version";
        if (found.Datagrams == 0) return found.TornOctets + found.DamagedOctets > 0 ? "it holds no whole datagram" : null;
        decoder.Flush();
        if (records.Count + records.Others > 0) transaction.Commit();
        decoder.Remember();
        journalMetrics.TornOctets.Add(found.TornOctets);
        journalMetrics.DamagedOctets.Add(found.DamagedOctets);
        if (found.DamagedOctets > 0) JournalLog.Damaged(logger, segment.Name, found.DamagedOctets, found.FirstDamage);
        metrics.Segments.Increment();
        metrics.Datagrams.Add(found.Datagrams);
        metrics.Records.Add(records.Count);
        return null;
    }

    private bool Fail(SealedSegment segment, string reason)
    {
        segment.Failures++;
        metrics.Failures.Increment();
        metrics.IsFailing = true;
        if (segment.Failures == 1 || _complaint.IsDue()) JournalLog.CannotArchive(logger, segment.Name, reason, segment.Failures);
        return false;
    }

    private bool TrySetAside(SealedSegment segment, string reason)
    {
        int error = directory.TryRename(segment.Name, JournalDirectory.SealedExtension, JournalDirectory.AsideExtension);
        if (error != 0) return Fail(segment, $"{reason}; it can not be put aside either (errno {error})");
        journalMetrics.SegmentsSetAside.Increment();
        JournalLog.SetAside(logger, segment.Name, directory.PathOf(segment.Name, JournalDirectory.AsideExtension), reason);
        try
        {
            LimitAside();
        }
        catch (IOException)
        {
            // What is too much now will be so after the next one.
        }

        return true;
    }

    private void LimitAside()
    {
        long octets = 0;
        foreach ((SegmentName name, string extension) in directory.List().Reverse())
        {
            if (extension != JournalDirectory.AsideExtension) continue;
            octets += directory.OctetsOf(name, extension);
            if (octets <= options.MaxSetAsideBytes) continue;
            _ = directory.TryDelete(name, extension);
            JournalLog.DeletedAside(logger, name, options.MaxSetAsideBytes);
        }
    }

    private sealed class CountingSink(IFlowSink sink) : IFlowSink, ICounterSink, IExporterSink
    {
        private readonly ICounterSink? _counters = sink as ICounterSink;
        private readonly IExporterSink? _exporters = sink as IExporterSink;

        public long Count { get; private set; }

        /// <summary>Rows of other tables.</summary>
        public long Others { get; private set; }

        public void Write(in CounterRecord counters)
        {
            if (_counters is null) return;
            Others++;
            _counters.Write(counters);
        }

        public void Write(in ExporterRecord exporter)
        {
            if (_exporters is null) return;
            Others++;
            _exporters.Write(exporter);
        }

        public void Write(FlowBatch batch)
        {
            Count += batch.Count;
            sink.Write(batch);
        }
    }
}
