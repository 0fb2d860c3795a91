using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Testing;

namespace Weir.Collector.Tests.Journal;

public sealed class CrashTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void An_open_segment_cut_at_any_octet_gives_exactly_its_whole_datagrams()
    {
        byte[] whole;
        string fileName;
        List<int> ends = []; // where each datagram's frame ends, its padding not counted
        using (JournalBench bench = new(_temp.Path))
        {
            bench.Writer.Send(TestMessage.Template(1));
            bench.Writer.Commit();
            string path = Assert.Single(_temp.Files("*.open"));
            fileName = Path.GetFileName(path);
            ends.Add(SegmentFormat.HeaderSize + SegmentFormat.FrameHeaderSize + 2);
            for (uint i = 0; i < 12; i++)
            {
                int size = 6 + (int)i * 5;
                ends.Add((int)new FileInfo(path).Length + SegmentFormat.FrameHeaderSize + size);
                bench.Writer.Send(TestMessage.Data(1, i, size));
                bench.Writer.Commit();
            }

            whole = File.ReadAllBytes(path);
            bench.Kill();
        }

        for (int cut = 0; cut <= whole.Length; cut++)
        {
            using TempDirectory crashed = new();
            File.WriteAllBytes(Path.Combine(crashed.Path, fileName), whole.AsSpan(0, cut));
            int expected = ends.Count(end => end <= cut);
            using JournalBench next = new(crashed.Path);
            Assert.Equal(expected == 0 ? 0 : 1, next.Queue.Count);
            next.ArchiveAll();
            Assert.Equal(Enumerable.Range(0, Math.Max(0, expected - 1)).Select(i => (ulong)i), next.Archive.Records);
            Assert.Equal(0, next.Metrics.DamagedOctets.Value);
            Assert.Empty(crashed.Files("*.open"));
            Assert.Empty(crashed.Files("*.aside"));
        }
    }

    [Fact]
    public void A_segment_recovered_twice_keeps_its_name_and_its_records()
    {
        FakeArchive archive = new();
        using (JournalBench bench = new(_temp.Path))
        {
            bench.Writer.Send(TestMessage.Template(1));
            bench.Writer.Send(TestMessage.Data(1, 5));
            bench.Writer.Commit();
            bench.Kill();
        }

        using TempDirectory copy = new();
        _temp.CopyTo(copy);
        foreach (string directory in (string[])[_temp.Path, copy.Path])
        {
            using JournalBench next = new(directory, archive: archive);
            next.ArchiveAll();
        }

        Assert.Equal(2, archive.Commits);
        Assert.Equal([5UL], archive.Records);
    }

    public enum Death
    {
        AtBegin,
        AtWrite,
        BeforeCommit,
        AfterCommit,
    }

    [Theory]
    [InlineData(Death.AtBegin, 0, false)]
    [InlineData(Death.AtBegin, 0, true)]
    [InlineData(Death.AtBegin, 2, false)]
    [InlineData(Death.AtBegin, 2, true)]
    [InlineData(Death.AtWrite, 1, false)]
    [InlineData(Death.AtWrite, 1, true)]
    [InlineData(Death.BeforeCommit, 0, false)]
    [InlineData(Death.BeforeCommit, 0, true)]
    [InlineData(Death.BeforeCommit, 3, false)]
    [InlineData(Death.BeforeCommit, 3, true)]
    [InlineData(Death.AfterCommit, 0, false)]
    [InlineData(Death.AfterCommit, 0, true)]
    [InlineData(Death.AfterCommit, 3, false)]
    [InlineData(Death.AfterCommit, 3, true)]
    public void Dying_at_any_step_of_archiving_any_segment_keeps_each_record_exactly_once(Death death, int at, bool isKept)
    {
        FakeArchive archive = new();
        Func<JournalOptions, JournalOptions> with = options => options with { RawKeep = isKept ? TimeSpan.FromDays(1) : null };
        using (JournalBench bench = new(_temp.Path, with: with, archive: archive))
        {
            bench.Writer.Send(TestMessage.Template(1));
            for (uint i = 0; i < 40; i++)
            {
                bench.Writer.Send(TestMessage.Data(1, i));
                if (i % 10 == 9) bench.Writer.Seal();
            }

            bench.Writer.Send(TestMessage.Data(1, 40)); // the fifth segment is open when the process dies
            bench.Writer.Commit();
            int step = 0;
            Action die = () =>
            {
                if (step++ == at) throw new DeathException();
            };
            if (death == Death.AtBegin) archive.OnBegin = _ => die();
            else if (death == Death.AtWrite) archive.OnWrite = die;
            else if (death == Death.BeforeCommit) archive.BeforeCommit = die;
            else archive.AfterCommit = die;
            bench.ArchiveAll(); // ends with the first failure
            bench.Kill();
        }

        archive.OnBegin = null;
        archive.OnWrite = archive.BeforeCommit = archive.AfterCommit = null;
        Assert.NotEmpty(_temp.Files("*.wseg"));
        using JournalBench next = new(_temp.Path, with: with, archive: archive);
        next.ArchiveAll();
        Assert.Equal(isKept ? 5 : 0, _temp.Files("*.kept").Length);
        Assert.Equal(Enumerable.Range(0, 41).Select(i => (ulong)i), archive.Records);
        Assert.Empty(_temp.Files("*.wseg"));
        Assert.Empty(_temp.Files("*.open"));
    }

    [Fact]
    public void A_segment_that_comes_back_after_it_was_deleted_changes_nothing()
    {
        FakeArchive archive = new();
        using TempDirectory before = new();
        using (JournalBench bench = new(_temp.Path, archive: archive))
        {
            bench.Writer.Send(TestMessage.Template(1));
            bench.Writer.Send(TestMessage.Data(1, 5));
            bench.Writer.Seal();
            File.Copy(_temp.Files("*.wseg")[0], Path.Combine(before.Path, Path.GetFileName(_temp.Files("*.wseg")[0])));
            bench.ArchiveAll();
        }

        using JournalBench next = new(before.Path, archive: archive);
        next.ArchiveAll();
        Assert.Equal([5UL], archive.Records);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Many_lives_that_all_end_by_a_kill_lose_and_double_nothing(bool isKept)
    {
        FakeArchive archive = new();
        ManualClock time = new();
        Random random = new(11);
        uint sent = 0;
        for (int life = 0; life < 40; life++)
        {
            JournalBench bench = new(_temp.Path, time, options => options with { RawKeep = isKept ? TimeSpan.FromSeconds(7) : null }, archive);
            if (life == 0) bench.Writer.Send(TestMessage.Template(1)); // told once; kept by openings and the snapshot
            for (int i = random.Next(20); i > 0; i--)
            {
                bench.Writer.Send(TestMessage.Data(1, sent++, size: 6 + random.Next(2000)));
                bench.Writer.Commit();
                if (random.Next(4) == 0) bench.Writer.Seal();
            }

            int dieAt = random.Next(6);
            archive.AfterCommit = () =>
            {
                if (dieAt-- == 0) throw new DeathException();
            };
            bench.ArchiveAll();
            bench.Kill();
            time.Advance(TimeSpan.FromSeconds(1));
        }

        archive.AfterCommit = null;
        using JournalBench last = new(_temp.Path, time, archive: archive);
        last.ArchiveAll();
        Assert.Equal(Enumerable.Range(0, (int)sent).Select(i => (ulong)i), archive.Records.Order());
    }

    private sealed class DeathException : Exception;
}
