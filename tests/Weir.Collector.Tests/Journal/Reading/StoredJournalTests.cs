using Weir.Collector.Journal;
using Weir.Collector.Journal.Reading;
using Weir.Collector.Listening;
using Weir.Collector.Teeing;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Journal.Reading;

public sealed class StoredJournalTests : IDisposable
{
    private static readonly IpAddress Other = IpAddress.FromV4(0xC0000208);

    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Segments_are_summed_up_beside_the_collector_that_writes_them()
    {
        using JournalBench bench = new(_temp.Path);
        Send(bench, TestMessage.Template(1), 1_000);
        Send(bench, TestMessage.Data(1, 1), 2_000, Other);
        Send(bench, TestMessage.Data(1, 2), 3_000, Other, MessageOrigin.Stream);
        Send(bench, [], 3_500, Other, MessageOrigin.StreamEnd);
        bench.Writer.Seal();
        Send(bench, TestMessage.Data(1, 3), 4_000);
        bench.Writer.Commit();

        var journal = new StoredJournal(_temp.Path);
        SegmentSummary[] found = [.. journal.Segments(new()).Select(segment => journal.Summarize(segment)!)];
        Assert.Equal([SegmentState.Sealed, SegmentState.Open], found.Select(static one => one.Segment.State));
        Assert.Equal([(2L, 1L, 2, 3_000L, 0L), (1, 0, 1, 4_000, 0)], found.Select(static one => (one.Datagrams, one.StreamMessages, one.Exporters, one.LastNs, one.UnreadableOctets)));
        Assert.All(found, one => Assert.Equal(new FileInfo(Path.Combine(_temp.Path, one.Segment.Name + ExtensionOf(one))).Length, one.Segment.Octets));
    }

    [Fact]
    public void Messages_come_in_order_and_openings_only_where_they_tell_something_new()
    {
        using JournalBench bench = new(_temp.Path);
        Send(bench, TestMessage.Template(1), 1_000);
        for (uint i = 0; i < 6; i++)
        {
            Send(bench, TestMessage.Data(1, i), 2_000 + i);
            if (i % 2 == 1) bench.Writer.Seal();
        }

        var all = new Kept();
        JournalReadCount count = new StoredJournal(_temp.Path).Read(new(), all, CancellationToken.None);
        Assert.Equal((3, 0, 7L, 0L, 0L), (count.Segments, count.Gone, count.Datagrams, count.StreamMessages, count.Openings));
        Assert.Equal([0U, 1, 2, 3, 4, 5], all.Numbers);

        // Without the segment that the template came in, the opening tells it.
        SegmentName last = new StoredJournal(_temp.Path).Segments(new())[^1].Name;
        var some = new Kept();
        count = new StoredJournal(_temp.Path).Read(new() { Names = [last] }, some, CancellationToken.None);
        Assert.Equal((1, 2L, 1L), (count.Segments, count.Datagrams, count.Openings));
        Assert.Equal(TestMessage.Template(1), some.Payloads[0]);
    }

    [Fact]
    public void Segments_are_chosen_by_state_and_time_and_messages_by_exporter()
    {
        var clock = new ManualClock();
        using JournalBench bench = new(_temp.Path, clock);
        Send(bench, TestMessage.Data(1, 1), 1_000);
        bench.Writer.Seal();
        Send(bench, TestMessage.Data(1, 2), 2_000);
        Send(bench, TestMessage.Data(1, 3), 2_000, Other);
        bench.Writer.Commit();
        var journal = new StoredJournal(_temp.Path);
        long begun = Assert.Single(journal.Segments(new() { States = [SegmentState.Open] })).BegunNs;
        Assert.Empty(journal.Segments(new() { UntilNs = begun }));
        Assert.Equal(2, journal.Segments(new() { UntilNs = begun + 1 }).Count);
        Assert.Empty(journal.Segments(new() { SinceNs = long.MaxValue }));
        var others = new Kept();
        journal.Read(new() { Exporters = [new ExporterPrefix(Other, Other)] }, others, CancellationToken.None);
        Assert.Equal([3U], others.Numbers);
    }

    [Fact]
    public void A_segment_that_went_on_meanwhile_is_found_and_one_that_is_gone_is_counted()
    {
        using JournalBench bench = new(_temp.Path);
        Send(bench, TestMessage.Data(1, 1), 1_000);
        bench.Writer.Commit();
        var journal = new StoredJournal(_temp.Path);
        StoredSegment open = Assert.Single(journal.Segments(new()));
        bench.Writer.Seal();
        Assert.Equal(1, journal.Summarize(open)!.Datagrams);
        bench.ArchiveAll();
        Assert.Null(journal.Summarize(open));
    }

    [Fact]
    public void A_journal_that_is_not_there_is_told()
    {
        IOException failure = Assert.ThrowsAny<IOException>(() => new StoredJournal(Path.Combine(_temp.Path, "none")).Segments(new()));
        Assert.Contains("there is no such directory", failure.Message, StringComparison.Ordinal);
    }

    private static string ExtensionOf(SegmentSummary one) => one.Segment.State == SegmentState.Open ? JournalDirectory.OpenExtension : JournalDirectory.SealedExtension;

    private static void Send(JournalBench bench, byte[] payload, long timeNs, IpAddress? from = null, MessageOrigin origin = MessageOrigin.Datagram) =>
        bench.Writer.Accept(new ReceivedDatagram(timeNs, from ?? TestMessage.Exporter, 4739, payload, origin));

    private sealed class Kept : ISegmentDecoder
    {
        public List<byte[]> Payloads { get; } = [];

        public IEnumerable<uint> Numbers => Payloads.Where(static one => TestMessage.IsData(one, out _, out _)).Select(static one =>
        {
            _ = TestMessage.IsData(one, out _, out uint number);
            return number;
        });

        public void Accept(in ReceivedDatagram datagram) => Payloads.Add(datagram.Payload.ToArray());

        public void Flush()
        {
        }
    }
}
