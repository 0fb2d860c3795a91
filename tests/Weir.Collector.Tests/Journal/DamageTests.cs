using Weir.Collector.Journal;
using Weir.Collector.Listening;

namespace Weir.Collector.Tests.Journal;

public sealed class DamageTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_damaged_payload_costs_one_datagram()
    {
        string path = WriteSegment(count: 10, size: 100);
        Overwrite(path, SegmentFormat.HeaderSize + 3 * SegmentFormat.FrameSize(100) + SegmentFormat.FrameHeaderSize + 50, [0xAA]);
        SegmentCollector found = SegmentCollector.Read(path, out SegmentReadResult result);
        Assert.Equal([0u, 1, 2, 4, 5, 6, 7, 8, 9], Numbers(found));
        Assert.Equal((SegmentFormat.FrameSize(100), SegmentFormat.HeaderSize + 3 * SegmentFormat.FrameSize(100)), (result.DamagedOctets, result.FirstDamage));
        Assert.Equal(0, result.TornOctets);
    }

    [Fact]
    public void A_damaged_frame_header_costs_one_datagram()
    {
        string path = WriteSegment(count: 10, size: 100);
        Overwrite(path, SegmentFormat.HeaderSize + 3 * SegmentFormat.FrameSize(100) + 8, [0xFF, 0xFF, 0, 0]);
        SegmentCollector found = SegmentCollector.Read(path, out SegmentReadResult result);
        Assert.Equal([0u, 1, 2, 4, 5, 6, 7, 8, 9], Numbers(found));
        Assert.Equal(SegmentFormat.FrameSize(100), result.DamagedOctets);
    }

    [Fact]
    public void A_hole_of_zeros_costs_what_was_in_it()
    {
        string path = WriteSegment(count: 100, size: 1000);
        Overwrite(path, 8192, new byte[4096]);
        SegmentCollector found = SegmentCollector.Read(path, out SegmentReadResult result);
        Assert.InRange(found.Datagrams.Count, 93, 96);
        Assert.Equal(99u, Numbers(found)[^1]);
        Assert.InRange(result.DamagedOctets, 4096, 4096 + 2 * SegmentFormat.FrameSize(1000));
    }

    [Fact]
    public void A_damaged_file_header_costs_no_datagram()
    {
        string path = WriteSegment(count: 10, size: 100);
        Overwrite(path, 0, new byte[SegmentFormat.HeaderSize]);
        Assert.Equal(10, SegmentCollector.Read(path, out _).Datagrams.Count);
    }

    [Fact]
    public void A_segment_damaged_in_the_middle_is_archived_without_the_damage_and_counted()
    {
        string path = WriteSegment(count: 10, size: 100);
        Overwrite(path, SegmentFormat.HeaderSize + 4 * SegmentFormat.FrameSize(100) + 60, [1, 2, 3]);
        using JournalBench next = new(_temp.Path);
        next.ArchiveAll();
        Assert.Equal(9, next.Archive.Records.Count());
        Assert.Equal(SegmentFormat.FrameSize(100), next.Metrics.DamagedOctets.Value);
        Assert.Empty(_temp.Files("*.wseg"));
    }

    [Fact]
    public void A_segment_with_nothing_whole_in_it_is_put_aside_not_deleted()
    {
        string path = WriteSegment(count: 2, size: 100);
        Overwrite(path, SegmentFormat.HeaderSize, new byte[2 * SegmentFormat.FrameSize(100)]);
        using JournalBench next = new(_temp.Path);
        next.ArchiveAll();
        Assert.Empty(next.Archive.Kept);
        Assert.Single(_temp.Files("*.aside"));
        Assert.Equal(1, next.Metrics.SegmentsSetAside.Value);
        Assert.Equal(0, next.Queue.Count);
    }

    [Fact]
    public void An_unsealed_segment_full_of_rubbish_is_put_aside_and_a_mere_torn_frame_is_not()
    {
        byte[] rubbish = new byte[SegmentFormat.HeaderSize + SegmentFormat.MaxFrameSize + 1];
        new Random(5).NextBytes(rubbish);
        File.WriteAllBytes(Path.Combine(_temp.Path, new SegmentName(1, 7) + ".open"), rubbish);
        File.WriteAllBytes(Path.Combine(_temp.Path, new SegmentName(2, 7) + ".open"), rubbish.AsSpan(0, 1000));
        using JournalBench next = new(_temp.Path);
        Assert.Equal(new SegmentName(1, 7) + ".aside", Path.GetFileName(Assert.Single(_temp.Files("*7.*"))));
        Assert.Equal(0, next.Queue.Count);
    }

    [Fact]
    public void A_segment_of_a_later_version_is_put_aside()
    {
        string path = WriteSegment(count: 2, size: 100);
        byte[] octets = File.ReadAllBytes(path);
        octets[32] = 99;
        BitConverter.TryWriteBytes(octets.AsSpan(36), Crc32C.Compute(octets.AsSpan(0, 36)));
        File.WriteAllBytes(path, octets);
        File.Copy(path, Path.Combine(_temp.Path, new SegmentName(7, 7) + ".open"));
        using JournalBench next = new(_temp.Path);
        next.ArchiveAll();
        Assert.Equal(2, _temp.Files("*.aside").Length);
        Assert.Equal(2, next.Metrics.SegmentsSetAside.Value);
    }

    [Fact]
    public void Octets_of_a_datagram_that_look_like_a_frame_do_not_pass_for_one()
    {
        byte[] forged = new byte[SegmentFormat.FrameSize(100)];
        SegmentFormat.WriteFrame(forged, 0, FrameKind.Datagram, new ReceivedDatagram(1, TestMessage.Exporter, 1, TestMessage.Data(1, 666, 100)));
        string path;
        using (JournalBench bench = new(_temp.Path))
        {
            bench.Writer.Send(forged);
            bench.Writer.Send(TestMessage.Data(1, 1));
            bench.Writer.Seal();
            path = _temp.Files("*.wseg")[0];
            bench.Kill();
        }

        Overwrite(path, SegmentFormat.HeaderSize, [0, 0, 0, 0]); // the outer frame is no more
        Assert.Equal([1u], Numbers(SegmentCollector.Read(path, out _)));
    }

    [Fact]
    public void Mutated_segments_never_throw_nor_give_what_was_not_written()
    {
        string path = WriteSegment(count: 40, size: 60);
        byte[] original = File.ReadAllBytes(path);
        _ = SegmentName.TryParse(Path.GetFileNameWithoutExtension(path), out SegmentName name);
        Random random = new(3);
        SegmentReader reader = new();
        HashSet<uint> written = [.. Enumerable.Range(0, 40).Select(i => (uint)i)];
        string mutant = Path.Combine(_temp.Path, "mutant");
        for (int round = 0; round < 5_000; round++)
        {
            byte[] octets = original.AsSpan(0, random.Next(4) == 0 ? random.Next(original.Length) : original.Length).ToArray();
            for (int i = random.Next(1, 12); i > 0 && octets.Length > 0; i--)
            {
                int at = random.Next(octets.Length);
                if (random.Next(3) == 0) octets.AsSpan(at, Math.Min(random.Next(200), octets.Length - at)).Fill((byte)random.Next(256));
                else octets[at] = (byte)random.Next(256);
            }

            File.WriteAllBytes(mutant, octets);
            SegmentCollector collector = new();
            SegmentReadResult result = reader.Read(mutant, name, collector);
            Assert.True(Numbers(collector).All(written.Contains));
            Assert.Equal(collector.Datagrams.Count, result.Datagrams);
            Assert.InRange(result.WholeOctets, 0, octets.Length);
            Assert.Equal(octets.Length, result.WholeOctets + result.TornOctets);
        }
    }

    [Fact]
    public void A_file_made_to_be_slow_is_read_in_linear_time()
    {
        // Frame headers that hold, all promising a long payload that does not: each is passed over whole, not searched through.
        string path = Path.Combine(_temp.Path, new SegmentName(1, 9) + ".wseg");
        byte[] octets = new byte[8 << 20];
        SegmentFormat.WriteHeader(octets, new SegmentName(1, 9), 0);
        byte[] frame = new byte[SegmentFormat.MaxFrameSize];
        SegmentFormat.WriteFrame(frame, 9, FrameKind.Datagram, new ReceivedDatagram(1, default, 1, new byte[SegmentFormat.MaxPayload]));
        for (int at = SegmentFormat.HeaderSize; at + SegmentFormat.FrameHeaderSize <= octets.Length; at += SegmentFormat.FrameHeaderSize)
            frame.AsSpan(0, SegmentFormat.FrameHeaderSize).CopyTo(octets.AsSpan(at));
        File.WriteAllBytes(path, octets);
        SegmentCollector found = SegmentCollector.Read(path, out SegmentReadResult result);
        Assert.Empty(found.Datagrams);
        Assert.Equal(SegmentFormat.HeaderSize, result.WholeOctets);
    }

    private static uint[] Numbers(SegmentCollector found) =>
        [.. found.Datagrams.Select(datagram => TestMessage.IsData(datagram, out _, out uint number) ? number : uint.MaxValue)];

    private static void Overwrite(string path, long at, byte[] octets)
    {
        using FileStream file = File.OpenWrite(path);
        file.Position = at;
        file.Write(octets);
    }

    private string WriteSegment(int count, int size)
    {
        using JournalBench bench = new(_temp.Path);
        for (uint i = 0; i < count; i++) bench.Writer.Send(TestMessage.Data(1, i, size));
        bench.Writer.Seal();
        return _temp.Files("*.wseg")[^1];
    }
}
