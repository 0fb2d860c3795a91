using Weir.Collector.Journal;
using Weir.Testing;

namespace Weir.Collector.Tests.Journal;

/// <summary>What a restart knows of templates, and what becomes of the file where they are kept.</summary>
public sealed class TemplateFileTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly ManualClock _time = new();

    private string Templates => Path.Combine(_temp.Path, "templates");

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Templates_are_known_after_an_orderly_end_and_after_sigkill(bool killed)
    {
        Write(killed, 1, 2);
        using JournalBench next = new(_temp.Path, _time);
        next.ArchiveAll();
        Assert.Equal([1, 2], next.Opening.Known);
        next.Writer.Send(TestMessage.Data(2, 77));
        next.Writer.Seal();
        next.NewArchiver(FakeArchive.NewDecoder).Run(new CancellationToken(canceled: true));
        Assert.Contains(77UL, next.Archive.Records);
        Assert.Equal(0, next.Metrics.TemplateFilesDamaged.Value);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(SegmentFormat.HeaderSize + 5)]
    public void A_file_that_was_cut_off_is_ignored_and_counted(int length)
    {
        Write(killed: false, 1, 2);
        File.WriteAllBytes(Templates, File.ReadAllBytes(Templates)[..length]);
        using JournalBench next = new(_temp.Path, _time);
        Assert.Empty(next.Opening.Known);
        Assert.Equal(1, next.Metrics.TemplateFilesDamaged.Value);
    }

    [Fact]
    public void A_damaged_frame_costs_its_templates_only()
    {
        Write(killed: false, 1, 2);
        byte[] octets = File.ReadAllBytes(Templates);
        octets[SegmentFormat.HeaderSize + SegmentFormat.FrameHeaderSize] ^= 0xFF;
        File.WriteAllBytes(Templates, octets);
        using JournalBench next = new(_temp.Path, _time);
        Assert.Equal([2], next.Opening.Known);
        Assert.Equal(1, next.Metrics.TemplateFilesDamaged.Value);
    }

    [Fact]
    public void A_directory_in_the_file_s_place_does_not_keep_the_collector_from_starting()
    {
        Write(killed: true, 1);
        File.Delete(Templates);
        Directory.CreateDirectory(Templates);
        using JournalBench next = new(_temp.Path, _time);
        Assert.Equal([1], next.Opening.Known); // from the segment
    }

    [Fact]
    public void Rubbish_and_mutations_never_throw()
    {
        Write(killed: false, 1, 2, 3);
        byte[] original = File.ReadAllBytes(Templates);
        var random = new Random(11);
        for (int round = 0; round < 300; round++)
        {
            byte[] octets = random.Next(4) == 0 ? new byte[random.Next(4096)] : [.. original];
            if (octets.Length != original.Length) random.NextBytes(octets);
            for (int i = random.Next(1, 8); i > 0 && octets.Length > 0; i--) octets[random.Next(octets.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Templates, octets);
            using JournalBench next = new(_temp.Path, _time);
            Assert.Empty(next.Opening.Known.Except([1, 2, 3]));
            next.Kill();
        }
    }

    [Fact]
    public void A_file_that_is_too_old_to_be_believed_is_no_damage()
    {
        Write(killed: false, 1);
        _time.Advance(TimeSpan.FromHours(2));
        using JournalBench next = new(_temp.Path, _time);
        Assert.Empty(next.Opening.Known);
        Assert.Equal(0, next.Metrics.TemplateFilesDamaged.Value);
    }

    // One life that hears templates; what it leaves unarchived the next life archives, but for an orderly end.
    private void Write(bool killed, params ReadOnlySpan<byte> templates)
    {
        using JournalBench bench = new(_temp.Path, _time);
        foreach (byte template in templates) bench.Writer.Send(TestMessage.Template(template));
        bench.Writer.Commit();
        if (killed)
        {
            bench.Kill();
            return;
        }

        bench.Writer.Seal();
        bench.ArchiveAll();
    }
}
