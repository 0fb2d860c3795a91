using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Spooling;
using Weir.Testing;

namespace Weir.Exporter.Tests.Transport.Spooling;

public sealed class SpoolTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Messages_come_out_as_they_went_in_across_segments()
    {
        using Spool spool = Open("a");
        Fill(spool, 0, 4000);
        Assert.Equal(4000, spool.Depth);
        Assert.True(Directory.GetFiles(_directory["a"], "*.spool").Length > 2);
        Assert.Equal(Numbers(0, 4000), Drain(spool));
        Assert.Equal(0, spool.Depth);
        Assert.False(spool.TryPeek(out _));
    }

    [Fact]
    public void What_was_read_and_not_acknowledged_is_read_again()
    {
        using Spool spool = Open("a");
        Fill(spool, 0, 1000);
        Assert.Equal(Numbers(0, 300), Take(spool, 300));
        SpoolPosition position = spool.ReadPosition;
        Assert.Equal(Numbers(300, 900), Take(spool, 600));
        spool.Acknowledge(position, 300);
        spool.Rewind();
        Assert.Equal(700, spool.Depth);
        Assert.Equal(Numbers(300, 1000), Drain(spool));
    }

    [Fact]
    public void A_new_run_goes_on_where_the_last_was_acknowledged_and_knows_the_templates()
    {
        using (Spool spool = Open("a"))
        {
            Fill(spool, 0, 1000);
            Take(spool, 400);
            spool.Acknowledge(spool.ReadPosition, 400);
        }

        using Spool again = Open("a");
        Assert.Equal(600, again.Depth);
        Assert.Equal(1, again.CursorTemplates.Count);
        Fill(again, 5000, 5010);
        Assert.Equal([.. Numbers(400, 1000), .. Numbers(5000, 5010)], Drain(again));
    }

    [Fact]
    public void The_end_of_the_process_at_any_octet_loses_no_message_before_it()
    {
        using (Spool spool = Open("a")) Fill(spool, 0, 12);
        string file = Assert.Single(Directory.GetFiles(_directory["a"], "*.spool"));
        byte[] whole = File.ReadAllBytes(file);
        int frame = SpoolFrame.HeaderSize + NumberedMessage.Make(1).Length;
        int first = SpoolFrame.Magic.Length + SpoolFrame.HeaderSize + NumberedMessage.Make(0, withTemplate: true).Length;
        for (int length = 0; length <= whole.Length; length++)
        {
            string copy = Path.Combine(Directory.CreateDirectory(_directory["copy"]).FullName, Path.GetFileName(file));
            File.WriteAllBytes(copy, whole.AsSpan(0, length));
            using (Spool spool = Open("copy"))
            {
                int expected = length < first ? 0 : 1 + (length - first) / frame;
                Assert.Equal(expected, spool.Depth);
                Fill(spool, 100, 102);
                Assert.Equal([.. Numbers(0, (uint)expected), 100u, 101u], Drain(spool));
            }

            Directory.Delete(_directory["copy"], recursive: true);
        }
    }

    [Fact]
    public void Damaged_files_cost_messages_and_never_more()
    {
        using (Spool spool = Open("a"))
        {
            Fill(spool, 0, 12);
            Take(spool, 4);
            spool.Acknowledge(spool.ReadPosition, 4);
        }

        string name = Path.GetFileName(Assert.Single(Directory.GetFiles(_directory["a"], "*.spool")));
        byte[] segment = File.ReadAllBytes(Path.Combine(_directory["a"], name));
        byte[] cursor = File.ReadAllBytes(Path.Combine(_directory["a"], "cursor"));
        var random = new Random(20260103);
        for (int round = 0; round < 400; round++)
        {
            byte[] mutated = (byte[])segment.Clone();
            byte[] mutatedCursor = (byte[])cursor.Clone();
            for (int i = random.Next(4); i >= 0; i--) mutated[random.Next(mutated.Length)] ^= (byte)(1 << random.Next(8));
            if (round % 3 == 0) mutatedCursor[random.Next(cursor.Length)] ^= (byte)(1 << random.Next(8));
            string copy = Directory.CreateDirectory(_directory["copy"]).FullName;
            File.WriteAllBytes(Path.Combine(copy, name), mutated);
            File.WriteAllBytes(Path.Combine(copy, "cursor"), mutatedCursor);
            using (Spool spool = Open("copy"))
            {
                Fill(spool, 100, 101);
                List<uint> numbers = Drain(spool);
                Assert.Equal(100u, numbers[^1]);
                Assert.Equal(numbers.Order(), numbers);
            }

            Directory.Delete(copy, recursive: true);
        }
    }

    [Fact]
    public void A_full_spool_drops_whole_segments_from_its_front_and_goes_on_with_their_templates()
    {
        using Spool spool = Open("a");
        Fill(spool, 0, 20_000);
        Assert.True(spool.Octets <= SpoolOptions.MinOctets);
        Assert.Equal(20_000, spool.Depth + spool.Dropped);
        Assert.True(spool.TryPeek(out _));
        Assert.Equal(1, spool.Jump!.Count);
        Assert.Equal(Numbers((uint)spool.Dropped, 20_000), Drain(spool));
    }

    [Fact]
    public void A_reader_that_was_overtaken_jumps_to_what_is_left()
    {
        using Spool spool = Open("a");
        Fill(spool, 0, 2000);
        Take(spool, 100);
        Fill(spool, 2000, 20_000);
        Assert.True(spool.TryPeek(out _));
        Assert.NotNull(spool.Jump);
        List<uint> rest = Drain(spool);
        Assert.Equal(Numbers(rest[0], 20_000), rest);
    }

    [Fact]
    public void A_disk_that_takes_nothing_is_counted()
    {
        using Spool spool = Open("a");
        Directory.Delete(_directory["a"], recursive: true);
        Fill(spool, 0, 10);
        Assert.Equal((0, 10), (spool.Depth, spool.Dropped));
        Assert.NotNull(spool.WriteError);
        Directory.CreateDirectory(_directory["a"]);
        Fill(spool, 10, 20);
        Assert.Equal(Numbers(10, 20), Drain(spool));
    }

    [Fact]
    public void Clearing_leaves_no_segment_and_a_later_run_is_not_misled_by_the_cursor()
    {
        using (Spool spool = Open("a"))
        {
            Fill(spool, 0, 10);
            Drain(spool);
            spool.Clear();
            Assert.Empty(Directory.GetFiles(_directory["a"], "*.spool"));
        }

        using (Spool spool = Open("a")) Fill(spool, 0, 3);
        using Spool again = Open("a");
        Assert.Equal(Numbers(0, 3), Drain(again));
    }

    private static void Fill(Spool spool, uint from, uint to)
    {
        for (uint i = from; i < to; i++) spool.Append(NumberedMessage.Make(i, withTemplate: i == from, records: to - from > 100 ? 20 : 1));
        spool.Flush();
    }

    private static List<uint> Take(Spool spool, int count)
    {
        var numbers = new List<uint>();
        while (count-- > 0 && spool.TryPeek(out ReadOnlySpan<byte> message))
        {
            numbers.Add(NumberedMessage.Header(message).SequenceNumber);
            spool.Consume();
        }

        return numbers;
    }

    private static List<uint> Drain(Spool spool)
    {
        List<uint> numbers = Take(spool, int.MaxValue);
        spool.Acknowledge(spool.ReadPosition, numbers.Count);
        return numbers;
    }

    private static IEnumerable<uint> Numbers(uint from, uint to) => QueuedTransportTests.Range(from, to);

    private Spool Open(string name) => Spool.Open(new SpoolOptions { Directory = _directory[name], MaxOctets = SpoolOptions.MinOctets });
}
