using System.Runtime.InteropServices;
using Weir.Collector.Journal;

namespace Weir.Collector.Tests.Journal;

/// <summary>A disk of 1 MiB: a tmpfs, which only root may mount.</summary>
public sealed partial class FullDiskTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly bool _isMounted;

    public FullDiskTests() => _isMounted = Mount("weir-test", _temp.Path, "tmpfs", 0, "size=1m") == 0;

    public void Dispose()
    {
        if (_isMounted) _ = Unmount(_temp.Path, 2); // MNT_DETACH
        _temp.Dispose();
    }

    [Fact]
    public void A_full_disk_drops_and_counts_whole_batches_and_the_journal_goes_on_when_there_is_room()
    {
        Assert.SkipUnless(_isMounted, "mounting a tmpfs needs root");
        using JournalBench bench = new(_temp.Path);
        bench.Writer.Send(TestMessage.Template(1));
        uint number = 0;
        for (int batch = 0; batch < 40; batch++) SendBatch();
        Assert.Equal(400 + 1, bench.Metrics.Datagrams.Value + bench.Metrics.DroppedNoSpace.Value);
        Assert.InRange(bench.Metrics.DroppedNoSpace.Value, 50, 350);
        Assert.Equal((0, JournalState.NoSpace), (bench.Metrics.DroppedWriteError.Value, bench.Metrics.State));

        // The segment ended with the first failure; archiving it makes room, and the next segment tells the template again.
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(bench.Queue.TryTake(out var first));
        Assert.True(bench.Archiver.TryArchive(first));
        bench.Queue.Remove(first);
        long droppedBefore = bench.Metrics.Dropped;
        for (int batch = 0; batch < 5; batch++) SendBatch();
        Assert.Equal((droppedBefore, JournalState.Writing), (bench.Metrics.Dropped, bench.Metrics.State));
        bench.Writer.Seal();
        bench.ArchiveAll();
        Assert.DoesNotContain(FakeArchive.Undecodable, bench.Archive.Records);
        Assert.Equal(bench.Metrics.Datagrams.Value - 1, bench.Archive.Records.Count());
        Assert.Equal(bench.Archive.Records.Distinct().Count(), bench.Archive.Records.Count());
        Assert.Equal(0, bench.Metrics.DamagedOctets.Value + bench.Metrics.TornOctets.Value);

        void SendBatch()
        {
            for (int i = 0; i < 10; i++) bench.Writer.Send(TestMessage.Data(1, number++, size: 5000));
            bench.Writer.Commit();
        }
    }

    [Fact]
    public void Kept_segments_make_room_before_anything_is_dropped()
    {
        Assert.SkipUnless(_isMounted, "mounting a tmpfs needs root");
        using JournalBench bench = new(_temp.Path, with: static options => options with { RawKeep = TimeSpan.FromDays(1), SegmentBytes = 1 << 17 });
        for (uint i = 0; i < 1000; i++)
        {
            bench.Writer.Send(TestMessage.Data(1, i, size: 5000));
            bench.Writer.Commit();
            while (bench.Queue.Count > 0)
            {
                Assert.True(bench.Queue.TryTake(out var sealedOne));
                Assert.True(bench.Archiver.TryArchive(sealedOne));
                bench.Queue.Remove(sealedOne);
            }
        }

        bench.Writer.Seal();
        bench.ArchiveAll();
        Assert.Equal((0, JournalState.Writing), (bench.Metrics.Dropped, bench.Metrics.State));
        Assert.Equal(1000, bench.Archive.Records.Count());
        Assert.InRange(bench.Metrics.KeptSegmentsReleased.Value, 20, 40);
        Assert.InRange(bench.Queue.Kept.Count, 3, 8);
    }

    [Fact]
    public void A_template_lost_to_a_full_disk_is_still_told_by_the_next_segment()
    {
        Assert.SkipUnless(_isMounted, "mounting a tmpfs needs root");
        using JournalBench bench = new(_temp.Path);
        string ballast = Path.Combine(_temp.Path, "ballast");
        bench.Writer.Send(TestMessage.Data(1, 1));
        bench.Writer.Commit();
        Assert.Throws<IOException>(() => File.WriteAllBytes(ballast, new byte[2 << 20]));
        bench.Writer.Send(TestMessage.Template(7, size: 9000));
        bench.Writer.Commit();
        Assert.Equal(1, bench.Metrics.DroppedNoSpace.Value);
        File.Delete(ballast);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        bench.Writer.Send(TestMessage.Data(7, 2));
        bench.Writer.Seal();
        bench.ArchiveAll();
        Assert.Contains(2UL, bench.Archive.Records);
    }

    [Fact]
    public void What_is_said_of_templates_hides_neither_the_failure_nor_its_end()
    {
        Assert.SkipUnless(_isMounted, "mounting a tmpfs needs root");
        var said = new SaidLines();
        using JournalBench bench = new(_temp.Path, logger: said);
        string ballast = Path.Combine(_temp.Path, "ballast");
        bench.Writer.Send(TestMessage.Data(1, 1));
        bench.Writer.Commit();
        Assert.Throws<IOException>(() => File.WriteAllBytes(ballast, new byte[2 << 20]));
        bench.Writer.Seal();
        bench.Writer.Send(TestMessage.Template(7, size: 9000));
        bench.Writer.Commit();
        Assert.Equal(JournalState.NoSpace, bench.Metrics.State);
        File.Delete(ballast);
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        bench.Writer.Send(TestMessage.Data(7, 2));
        bench.Writer.Commit();
        Assert.Collection(said.Lines,
            static line => Assert.Contains("templates", line, StringComparison.Ordinal),
            static line => Assert.Contains("cannot be written", line, StringComparison.Ordinal),
            static line => Assert.Contains("can be written again; 1 datagrams", line, StringComparison.Ordinal));
    }

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}
