using Weir.Collector.Journal;
using Weir.Collector.Listening;

namespace Weir.Collector.Tests.Journal;

public sealed class ArchiverTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_failing_archive_leaves_the_segment_and_is_tried_again_until_it_works()
    {
        int failures = 0;
        FakeArchive archive = new()
        {
            BeforeCommit = () =>
            {
                if (failures++ < 5) throw new IOException("No space left on device");
            },
        };
        using JournalBench bench = Filled(archive, segments: 3, with: options => options with { RetryDelay = TimeSpan.FromTicks(1) });
        bench.Queue.Complete();
        bench.Archiver.Run(CancellationToken.None);
        Assert.Equal([0UL, 1, 2], archive.Records);
        Assert.Equal(5, bench.ArchiveMetrics.Failures.Value);
        Assert.Equal((3, 3), (bench.ArchiveMetrics.Segments.Value, bench.ArchiveMetrics.Records.Value));
        Assert.Equal(0, bench.Queue.Count);
        Assert.Empty(_temp.Files("*.wseg"));
    }

    [Fact]
    public void A_failing_archive_does_not_hold_up_the_end_and_leaves_the_segments_to_the_next_start()
    {
        FakeArchive archive = new() { BeforeCommit = () => throw new IOException("No space left on device") };
        using (JournalBench bench = Filled(archive, segments: 3))
        {
            bench.ArchiveAll();
            Assert.Equal(3, bench.Queue.Count);
        }

        archive.BeforeCommit = null;
        using JournalBench next = new(_temp.Path, archive: archive);
        next.ArchiveAll();
        Assert.Equal([0UL, 1, 2], archive.Records);
    }

    [Fact]
    public void A_segment_whose_decoding_fails_each_time_is_put_aside_and_the_next_ones_go_on()
    {
        FakeArchive archive = new();
        using JournalBench bench = Filled(archive, segments: 3, with: options => options with { RetryDelay = TimeSpan.FromTicks(1) });
        SegmentArchiver archiver = bench.NewArchiver(sink => new Faulty(FakeArchive.NewDecoder(sink)));
        bench.Queue.Complete();
        archiver.Run(CancellationToken.None);
        Assert.Equal([0UL, 2], archive.Records);
        Assert.Equal((1, 3), (bench.Metrics.SegmentsSetAside.Value, bench.ArchiveMetrics.Failures.Value));
        string aside = Assert.Single(_temp.Files("*.aside"));
        Assert.Single(SegmentCollector.Read(aside, out _).Datagrams, datagram => datagram[0] == 'D');
    }

    [Fact]
    public void Segments_put_aside_are_bounded_too()
    {
        FakeArchive archive = new();
        using JournalBench bench = Filled(
            archive, segments: 6, with: options => options with { MaxSetAsideBytes = 2_500, MaxDecodeAttempts = 1 }, size: 1000);
        SegmentArchiver archiver = bench.NewArchiver(_ => throw new InvalidOperationException("a fault"));
        bench.Queue.Complete();
        archiver.Run(CancellationToken.None);
        Assert.Equal(2, _temp.Files("*.aside").Length);
        Assert.Equal(6, bench.Metrics.SegmentsSetAside.Value);
    }

    [Fact]
    public void A_segment_without_records_is_deleted_without_a_transaction_being_committed()
    {
        FakeArchive archive = new();
        using JournalBench bench = new(_temp.Path, archive: archive);
        bench.Writer.Send(TestMessage.Template(1));
        bench.Writer.Seal();
        bench.ArchiveAll();
        Assert.Equal(0, archive.Commits);
        Assert.Empty(_temp.Files("*.wseg"));
        Assert.Equal(1, bench.ArchiveMetrics.Datagrams.Value);
    }

    [Fact]
    public void A_sealed_segment_that_vanished_is_a_failure_not_the_end()
    {
        FakeArchive archive = new();
        using JournalBench bench = Filled(archive, segments: 1);
        File.Delete(_temp.Files("*.wseg")[0]);
        bench.ArchiveAll();
        Assert.Equal(1, bench.ArchiveMetrics.Failures.Value);
    }

    private JournalBench Filled(FakeArchive archive, int segments, Func<JournalOptions, JournalOptions>? with = null, int size = 6)
    {
        JournalBench bench = new(_temp.Path, with: with, archive: archive);
        bench.Writer.Send(TestMessage.Template(1));
        for (uint i = 0; i < segments; i++)
        {
            bench.Writer.Send(TestMessage.Data(1, i, size));
            bench.Writer.Seal();
        }

        return bench;
    }

    /// <summary>A decoder with a fault in it.</summary>
    private sealed class Faulty(ISegmentDecoder decoder) : ISegmentDecoder
    {
        public void Accept(in ReceivedDatagram datagram)
        {
            if (TestMessage.IsData(datagram.Payload, out _, out uint number) && number == 1) throw new InvalidOperationException("a fault");
            decoder.Accept(in datagram);
        }

        public void Flush() => decoder.Flush();
    }
}
