using System.Diagnostics;
using System.Globalization;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Storage.Parquet;
using Weir.Testing;
using Weir.Testing.Processes;
using Weir.Wire.Primitives;

namespace Weir.EndToEnd.Tests;

/// <summary>Killed at random moments while it compacts, sums up and removes, the program leaves an archive that is whole and adds up the same.</summary>
/// <remarks><c>WEIR_KILLS=200</c> kills more often.</remarks>
public sealed class ArchiveKillTests
{
    private const int RowsOfSegment = 400;
    private const int SegmentsOfRound = 12;
    private const int RoundsBetweenEnds = 10;
    private const int HoursOfOld = 12; // each has a file of every sum: more of them make a kill last minutes
    private const long Hour = 3_600_000_000_000;

    // 2026-11-19T22:00:00Z: hours of two days.
    private const long Start = 1_795_125_600_000_000_000;
    private const long Old = Start - 3000 * 24 * Hour;

    private int _segments;

    [Fact]
    public void An_archive_is_whole_and_adds_up_the_same_wherever_its_upkeep_is_killed()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("WEIR_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out int wanted) ? wanted : 6;
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        var random = new Random(20261121);
        TimeSpan whole = TimeSpan.Zero;
        for (int kill = 0; kill < kills; kill++)
        {
            Write(archive, SegmentsOfRound);
            // Now and then it gets to its end, which also says how long that takes here and now.
            if (kill % RoundsBetweenEnds == 0)
            {
                long began = Stopwatch.GetTimestamp();
                Assert.Equal(0, WeirProgram.Run("archive", "compact", "--archive", archive).ExitCode);
                whole = Stopwatch.GetElapsedTime(began);
                Write(archive, SegmentsOfRound);
            }

            string[] task = kill % 3 == 2 ? ["archive", "retain", "--archive", archive, "--keep", "flows=2000d"] : ["archive", "compact", "--archive", archive];
            using (RunningTool upkeep = WeirProgram.Start(task))
            {
                Thread.Sleep(whole * (0.05 + random.NextDouble())); // whatever it does then
                upkeep.KillHard();
            }

            // As the kill left it, and as the next one who writes finds it.
            Check(archive);
            ToolResult verified = WeirProgram.Run("archive", "verify", "--archive", archive);
            Assert.True(verified.ExitCode == 0, $"kill {kill}: {verified.Output}{verified.Error}");
            Check(archive);
        }

        Assert.Equal(0, WeirProgram.Run("archive", "retain", "--archive", archive, "--keep", "flows=2000d").ExitCode);
        Assert.Equal(0, WeirProgram.Run("archive", "compact", "--archive", archive).ExitCode);
        Assert.Equal(0, WeirProgram.Run("archive", "verify", "--archive", archive).ExitCode);
        Check(archive);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, {(long)_segments * RowsOfSegment} records"));
        Assert.Equal(4, Directory.GetFiles(Path.Combine(archive, "flows"), "*.parquet", SearchOption.AllDirectories).Length);
        Assert.Equal(4, Directory.GetFiles(Path.Combine(archive, "exporters"), "*.parquet", SearchOption.AllDirectories).Length);
        Assert.Empty(Directory.GetFiles(archive, "*.tmp", SearchOption.AllDirectories));
        Assert.Empty(Directory.GetFiles(Path.Combine(archive, "commits")));
    }

    private void Check(string archive)
    {
        // With sums where there are some, and with records alone: nothing is summed by the type of service.
        foreach (string by in (string[])["proto", "ip_tos"])
        {
            var rows = WeirProgram.Json("top", "--archive", archive, "--by", by, "-n", "256", "--since", "2026-11-01");
            Assert.Equal((long)_segments * RowsOfSegment, rows.Sum(static row => row.GetProperty("flows").GetInt64()));
            Assert.Equal((long)_segments * RowsOfSegment * 100, rows.Sum(static row => row.GetProperty("bytes").GetInt64()));
        }

        var told = Assert.Single(WeirProgram.Json("exporters", "--archive", archive));
        Assert.Equal((_segments * 4L, _segments * (long)RowsOfSegment, _segments * 2L), (told.GetProperty("messages").GetInt64(), told.GetProperty("records").GetInt64(), told.GetProperty("lost").GetInt64()));
    }

    private void Tell(IExporterSink exporters)
    {
        // As many rows as there are hours, some of which are of the same minute as those of other segments.
        for (int hour = 0; hour < 4; hour++)
        {
            long time = Start + hour * Hour + _segments % 600 * 5_000_000_000L;
            exporters.Write(new() { TimeReceivedNs = time, TimeFirstNs = time, Exporter = IpAddress.FromV4(7), Protocol = new(10), Messages = 1, Octets = 1000, Records = RowsOfSegment / 4, Lost = hour - 1 });
        }
    }

    private void Write(string directory, int count)
    {
        using ParquetArchive archive = ParquetArchive.Open(directory, new() { SortsRecords = false });
        for (int i = 0; i < count; i++)
        {
            using (IFlowTransaction transaction = archive.Begin(string.Create(CultureInfo.InvariantCulture, $"{_segments}-ab")))
            {
                transaction.Write(Segment(Start, 4));
                Tell((IExporterSink)transaction);
                transaction.Commit();
            }

            _segments++;
        }

        using IFlowTransaction old = archive.Begin(string.Create(CultureInfo.InvariantCulture, $"{_segments}-old"));
        old.Write(Segment(Old, HoursOfOld));
        old.Commit();
    }

    private FlowBatch Segment(long start, int hours)
    {
        var batch = new FlowBatch { Count = RowsOfSegment };
        for (int row = 0; row < RowsOfSegment; row++)
        {
            long time = start + row % hours * Hour + _segments * 1_000_000L + row;
            batch.Set(FlowColumns.TimeReceivedNs, row, time);
            batch.Set(FlowColumns.TimeFlowEndNs, row, time);
            batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4((uint)(row * 7919 + _segments)));
            batch.Set(FlowColumns.Proto, row, (byte)(row % 3));
            batch.Set(FlowColumns.Bytes, row, 100UL);
        }

        return batch;
    }
}
