using Weir.Collector.Journal;
using Weir.Testing;

namespace Weir.Collector.Tests.Journal;

public sealed class KeptSegmentsTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly FakeArchive _archive = new();
    private readonly ManualClock _time = new();
    private uint _number;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void An_archived_segment_stays_as_it_was_received_and_is_never_archived_again()
    {
        string[] received;
        using (JournalBench bench = Start())
        {
            Fill(bench, 3);
            received = [.. _temp.Files("*.wseg").Select(Convert)];
            bench.ArchiveAll();
        }

        Assert.Equal(received, _temp.Files("*.kept").Select(Convert));
        _archive.OnBegin = static name => throw new InvalidOperationException($"{name} is archived already");
        using JournalBench next = Start();
        Assert.Equal((0, 3), (next.Queue.Count, next.Queue.Kept.Count));
        next.ArchiveAll();
        Assert.Equal(_temp.Files("*.kept").Sum(static path => new FileInfo(path).Length), next.Queue.Kept.Octets);
        Assert.Equal([0UL, 1, 2], _archive.Records);

        static string Convert(string path) => Path.GetFileNameWithoutExtension(path) + System.Convert.ToHexString(File.ReadAllBytes(path));
    }

    [Fact]
    public void What_was_kept_for_long_enough_goes_also_what_an_earlier_run_kept()
    {
        using (JournalBench bench = Start())
        {
            Fill(bench, 2);
            bench.ArchiveAll();
        }

        _time.Advance(TimeSpan.FromMinutes(59));
        using JournalBench next = Start();
        Fill(next, 1);
        next.ArchiveAll();
        Assert.Equal(3, next.Queue.Kept.Count);
        _time.Advance(TimeSpan.FromMinutes(1));
        Fill(next, 1);
        Assert.Equal((1, 0), (next.Queue.Kept.Count, next.Metrics.KeptSegmentsReleased.Value));
        Assert.Single(_temp.Files("*.kept"));
    }

    [Fact]
    public void Beyond_the_budget_the_oldest_goes_before_its_time_and_is_counted()
    {
        using JournalBench bench = Start(static options => options with { MaxRawBytes = 4_000 });
        Fill(bench, 5, size: 1_500);
        string[] names = _temp.Files("*.wseg");
        bench.ArchiveAll();
        Assert.Equal(3, bench.Metrics.KeptSegmentsReleased.Value);
        Assert.Equal(names[3..].Select(Path.GetFileNameWithoutExtension), _temp.Files("*.kept").Select(Path.GetFileNameWithoutExtension));
        Assert.Equal([0UL, 1, 2, 3, 4], _archive.Records);
    }

    [Fact]
    public void Nothing_is_kept_by_itself_but_what_was_kept_stays_where_nobody_says_how_long()
    {
        using (JournalBench bench = Start())
        {
            Fill(bench, 2);
            bench.ArchiveAll();
        }

        _time.Advance(TimeSpan.FromDays(7));
        using JournalBench next = Start(static options => options with { RawKeep = null });
        Fill(next, 2);
        next.ArchiveAll();
        Assert.Equal(2, _temp.Files("*.kept").Length);
        Assert.Empty(_temp.Files("*.wseg"));
    }

    [Fact]
    public void Names_go_on_behind_those_that_are_kept()
    {
        using (JournalBench bench = Start())
        {
            Fill(bench, 2);
            bench.ArchiveAll();
        }

        using JournalBench next = Start();
        Fill(next, 1);
        next.ArchiveAll();
        Assert.Equal([1UL, 2, 3], JournalDirectory.List(_temp.Path).Select(static one => one.Name.Number));
    }

    private JournalBench Start(Func<JournalOptions, JournalOptions>? with = null) =>
        new(_temp.Path, _time, options => (with ?? (static same => same))(options with { RawKeep = TimeSpan.FromHours(1) }), _archive);

    private void Fill(JournalBench bench, int segments, int size = 6)
    {
        for (int i = 0; i < segments; i++)
        {
            bench.Writer.Send(TestMessage.Template(1));
            bench.Writer.Send(TestMessage.Data(1, _number++, size));
            bench.Writer.Seal();
        }
    }
}
