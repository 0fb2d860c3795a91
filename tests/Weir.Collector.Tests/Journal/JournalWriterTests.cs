using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Testing;

namespace Weir.Collector.Tests.Journal;

public sealed class JournalWriterTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void An_idle_journal_has_no_segment()
    {
        using JournalBench bench = new(_temp.Path);
        bench.Time.Advance(TimeSpan.FromHours(1));
        bench.Writer.Commit();
        Assert.Empty(_temp.Files("*.open"));
        Assert.Empty(_temp.Files("*.wseg"));
    }

    [Fact]
    public void What_is_committed_is_in_the_file_before_the_segment_ends()
    {
        using JournalBench bench = new(_temp.Path);
        bench.Writer.Send(TestMessage.Data(1, 10));
        bench.Writer.Send(TestMessage.Data(1, 11));
        Assert.Empty(SegmentCollector.Read(Assert.Single(_temp.Files("*.open")), out _).Datagrams);
        bench.Writer.Commit();
        List<byte[]> datagrams = SegmentCollector.Read(Assert.Single(_temp.Files("*.open")), out _).Datagrams;
        Assert.Equal([TestMessage.Data(1, 10), TestMessage.Data(1, 11)], datagrams);
        Assert.Equal(2, bench.Metrics.Datagrams.Value);
    }

    [Fact]
    public void A_segment_is_sealed_by_age_counted_from_its_first_datagram()
    {
        using JournalBench bench = new(_temp.Path);
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        bench.Writer.Send(TestMessage.Data(1, 1));
        bench.Time.Advance(bench.Options.SegmentAge - TimeSpan.FromTicks(1));
        bench.Writer.Commit();
        Assert.Empty(_temp.Files("*.wseg"));
        bench.Time.Advance(TimeSpan.FromTicks(1));
        bench.Writer.Commit();
        Assert.Single(_temp.Files("*.wseg"));
        Assert.Empty(_temp.Files("*.open"));
        Assert.Equal(1, bench.Queue.Count);
        Assert.Equal(new FileInfo(_temp.Files("*.wseg")[0]).Length, bench.Queue.Octets);
    }

    [Fact]
    public void A_segment_is_sealed_by_size_and_every_segment_opens_with_the_templates_then_in_force()
    {
        using JournalBench bench = new(_temp.Path, with: options => options with { SegmentBytes = 1 << 16 });
        bench.Writer.Send(TestMessage.Template(1, size: 3000));
        for (uint i = 0; i < 100; i++)
        {
            if (i == 50) bench.Writer.Send(TestMessage.Template(2));
            bench.Writer.Send(TestMessage.Data((byte)(i < 50 ? 1 : 2), i, size: 1400));
            bench.Writer.Commit();
        }

        bench.Writer.Seal();
        string[] files = _temp.Files("*.wseg");
        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1 << 14, (1 << 16) + 2 * 3000 + 1500));
        Assert.Empty(SegmentCollector.Read(files[0], out _).Openings);
        Assert.Equal([TestMessage.Template(1, size: 3000)], SegmentCollector.Read(files[1], out _).Openings);
        Assert.Equal([TestMessage.Template(1, size: 3000), TestMessage.Template(2)], SegmentCollector.Read(files[2], out _).Openings);
        bench.ArchiveAll();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (ulong)i), bench.Archive.Records);
    }

    [Fact]
    public void An_opening_longer_than_a_segment_still_leaves_room_for_datagrams()
    {
        using JournalBench bench = new(_temp.Path, with: options => options with { SegmentBytes = 1 << 16 });
        for (int id = 0; id < 256; id++) bench.Writer.Send(TestMessage.Template((byte)id, size: 1000));
        bench.Writer.Seal();
        for (uint i = 0; i < 60; i++) bench.Writer.Send(TestMessage.Data(255, i, size: 1000));
        bench.Writer.Seal();
        SegmentCollector last = SegmentCollector.Read(_temp.Files("*.wseg")[^1], out SegmentReadResult result);
        Assert.Equal((256, 60), (last.Openings.Count, last.Datagrams.Count));
        Assert.Equal((0, 0), (result.TornOctets, result.DamagedOctets));
    }

    [Fact]
    public void Datagrams_of_every_length_come_back()
    {
        using JournalBench bench = new(_temp.Path);
        int[] lengths = [0, 1, 7, 8, 9, 1400, 65535, 65535, 3];
        foreach (int length in lengths) bench.Writer.Send(new byte[length]);
        bench.Writer.Seal();
        Assert.Equal(lengths, SegmentCollector.Read(_temp.Files("*.wseg")[0], out _).Datagrams.Select(datagram => datagram.Length));
    }

    [Fact]
    public void A_message_no_frame_can_hold_is_dropped_and_counted()
    {
        using JournalBench bench = new(_temp.Path);
        bench.Writer.Send(new byte[65536]);
        bench.Writer.Commit();
        Assert.Equal(1, bench.Metrics.DroppedTooLong.Value);
        Assert.Empty(_temp.Files("*.open"));
    }

    [Fact]
    public void Names_are_never_used_again_after_everything_was_deleted_and_the_collector_started_anew()
    {
        HashSet<string> names = [];
        FakeArchive archive = new() { OnBegin = name => Assert.True(names.Add(name), name) };
        ManualClock time = new(); // even when no second passes between two starts
        for (uint life = 0; life < 5; life++)
        {
            using JournalBench bench = new(_temp.Path, time, archive: archive);
            bench.Writer.Send(TestMessage.Template(1));
            for (uint i = 0; i < 3; i++)
            {
                bench.Writer.Send(TestMessage.Data(1, life * 3 + i));
                bench.Writer.Seal();
            }

            bench.ArchiveAll();
            Assert.Empty(_temp.Files("*.wseg"));
        }

        Assert.Equal(15, archive.Kept.Count);
        Assert.Equal(Enumerable.Range(0, 15).Select(i => (ulong)i), archive.Records.Order());
    }

    [Fact]
    public void Numbers_go_on_from_the_highest_that_is_left()
    {
        using (JournalBench first = new(_temp.Path))
        {
            for (uint i = 0; i < 3; i++)
            {
                first.Writer.Send(TestMessage.Data(1, i));
                first.Writer.Seal();
            }
        }

        using JournalBench second = new(_temp.Path);
        second.Writer.Send(TestMessage.Data(1, 3));
        second.Writer.Seal();
        Assert.Equal([1UL, 2, 3, 4], second.Directory.List().Select(segment => segment.Name.Number));
    }

    [Fact]
    public void Templates_outlive_a_restart_with_an_empty_journal()
    {
        ManualClock time = new();
        FakeArchive archive = new();
        using (JournalBench first = new(_temp.Path, time, archive: archive))
        {
            first.Writer.Send(TestMessage.Template(9));
            first.Writer.Send(TestMessage.Data(9, 1));
            first.Writer.Seal();
            first.ArchiveAll();
        }

        time.Advance(TimeSpan.FromMinutes(29));
        using JournalBench second = new(_temp.Path, time, archive: archive);
        Assert.Equal([9], second.Opening.Known);
        second.Writer.Send(TestMessage.Data(9, 2));
        second.Writer.Seal();
        second.ArchiveAll();
        Assert.Equal([1UL, 2UL], archive.Records.Order());
    }

    [Fact]
    public void Templates_outlive_two_kills_with_nothing_received_in_between()
    {
        ManualClock time = new();
        using (JournalBench first = new(_temp.Path, time))
        {
            first.Writer.Send(TestMessage.Template(9));
            first.Writer.Commit();
            first.Kill();
        }

        using (JournalBench second = new(_temp.Path, time))
        {
            second.ArchiveAll();
            Assert.Empty(_temp.Files("*.wseg"));
            second.Kill();
        }

        using JournalBench third = new(_temp.Path, time);
        Assert.Equal([9], third.Opening.Known);
    }

    [Fact]
    public void Templates_older_than_their_lifetime_are_not_believed_after_a_restart()
    {
        ManualClock time = new();
        using (JournalBench first = new(_temp.Path, time))
        {
            first.Writer.Send(TestMessage.Template(9));
            first.Writer.Seal();
            first.ArchiveAll();
        }

        time.Advance(TimeSpan.FromMinutes(31));
        using JournalBench second = new(_temp.Path, time);
        Assert.Empty(second.Opening.Known);
    }

    [Fact]
    public void A_journal_in_use_is_refused_with_the_pid_of_its_holder_and_free_again_afterwards()
    {
        ManualClock time = new();
        using (JournalDirectory held = JournalDirectory.Open(_temp.Path, time))
        {
            JournalLockedException exception = Assert.Throws<JournalLockedException>(() => JournalDirectory.Open(_temp.Path, time));
            Assert.Contains(_temp.Path, exception.Message, StringComparison.Ordinal);
            Assert.Contains($"process {Environment.ProcessId}", exception.Message, StringComparison.Ordinal);
        }

        JournalDirectory.Open(_temp.Path, time).Dispose();
    }

    [Fact]
    public void Segments_beyond_the_budget_are_given_up_oldest_first_and_counted()
    {
        using JournalBench bench = new(_temp.Path, with: options => options with { SegmentBytes = 1 << 16, MaxPendingBytes = 1 << 16 });
        bench.Writer.Send(TestMessage.Template(1));
        for (uint i = 0; i < 5; i++)
        {
            bench.Writer.Send(TestMessage.Data(1, i, size: 30_000));
            bench.Writer.Seal();
        }

        Assert.Equal(3, bench.Metrics.SegmentsReleased.Value);
        Assert.InRange(bench.Queue.Octets, 60_000, 1 << 16);
        Assert.Equal(2, _temp.Files("*.wseg").Length);
        bench.ArchiveAll();
        Assert.Equal([3UL, 4UL], bench.Archive.Records);
    }

    [Fact]
    public void Appending_and_committing_allocate_nothing()
    {
        using JournalBench bench = new(_temp.Path);
        byte[] payload = TestMessage.Data(1, 1, size: 1400);
        for (int round = 0; round < 200; round++) Batch(bench.Writer, payload);
        AllocationBudget.Check("collector/journal: append and commit a batch", () =>
        {
            for (int round = 0; round < 20; round++) Batch(bench.Writer, payload);
        });

        static void Batch(JournalWriter writer, byte[] payload)
        {
            for (int i = 0; i < 64; i++) writer.Send(payload);
            writer.Commit();
        }
    }

    [Fact]
    public void With_its_own_thread_the_sealer_seals_in_order_and_ends_with_the_writer()
    {
        using JournalBench bench = new(_temp.Path, with: options => options with { SyncBytes = 1, SyncInterval = TimeSpan.FromMilliseconds(1) });
        bench.Writer.Start();
        bench.Writer.Send(TestMessage.Template(1));
        for (uint i = 0; i < 20; i++)
        {
            bench.Writer.Send(TestMessage.Data(1, i));
            bench.Writer.Commit();
            bench.Writer.Seal();
        }

        bench.Writer.Dispose();
        Assert.Empty(_temp.Files("*.open"));
        bench.ArchiveAll();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (ulong)i), bench.Archive.Records);
        Assert.Equal(0, bench.Metrics.SyncFailures.Value);
    }

    [Fact]
    public void Wrong_options_are_all_told_at_once()
    {
        JournalOptions options = new() { Directory = "", SegmentBytes = 1, BufferBytes = 1, MaxDecodeAttempts = 0 };
        Assert.Equal(4, options.Validate().Count());
        Assert.Empty(new JournalOptions { Directory = "/var/lib/weir/journal" }.Validate());
    }
}
