using System.Globalization;
using System.Text.Json;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Killed at random moments while a known stream arrives, the collector keeps what it had received exactly once.</summary>
public sealed class CrashTests
{
    private const int Kills = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void What_had_been_received_is_in_the_archive_exactly_once()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        int port = FreePort.Udp();
        var random = new Random(20261121);
        var received = new HashSet<int>();
        int lastLifeBegan;
        using (var stream = new NumberedStream(port))
        {
            for (int kill = 0; kill < Kills; kill++)
            {
                using RunningTool collector = Start(port, archive);
                Thread.Sleep(random.Next(20, 700));
                collector.KillHard();
                ReadJournal(archive, received);
                ReadArchive(archive, received);
            }

            using RunningTool last = Start(port, archive);
            lastLifeBegan = stream.Sent;
            Thread.Sleep(500);
            stream.Stop();
            Assert.Equal(0, last.Stop().ExitCode);
            for (int number = lastLifeBegan + NumberedStream.RecordsPerDatagram; number < stream.Sent; number++) received.Add(number);
        }

        Dictionary<int, long> archived = Archived(archive);
        Assert.All(archived, entry => Assert.Equal(1, entry.Value));
        Assert.Empty(received.Except(archived.Keys));
        Assert.True(archived.Count > 5_000, string.Create(CultureInfo.InvariantCulture, $"only {archived.Count} records: the stream hardly ran"));
    }

    private static RunningTool Start(int port, string archive)
    {
        // Segments age fast here, so that kills meet every step from receiving to deleting.
        RunningTool collector = WeirProgram.Start("collect", "--listen", $"udp://127.0.0.1:{port}", "--archive", archive, "--segment-age", "0.1");
        collector.WaitForText("listening", Patience);
        return collector;
    }

    private static void ReadJournal(string archive, HashSet<int> received)
    {
        foreach (string path in Directory.GetFiles(Path.Combine(archive, "journal"), "*.*"))
        {
            if (SegmentName.TryParse(Path.GetFileNameWithoutExtension(path), out SegmentName name))
                new SegmentReader().Read(path, name, new Numbers(received));
        }
    }

    private static void ReadArchive(string archive, HashSet<int> received) => received.UnionWith(Archived(archive).Keys);

    private static Dictionary<int, long> Archived(string archive)
    {
        ToolResult result = WeirProgram.Run("top", "--archive", archive, "--by", "src_addr", "-n", "1000000", "--format", "ndjson");
        Assert.True(result.ExitCode == 0, result.Error);
        var counts = new Dictionary<int, long>();
        foreach (string line in result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var row = JsonDocument.Parse(line);
            counts.Add(NumberedStream.NumberOf(row.RootElement.GetProperty("src_addr").GetString()!), row.RootElement.GetProperty("flows").GetInt64());
        }

        return counts;
    }

    private sealed class Numbers(HashSet<int> received) : ISegmentDecoder
    {
        public void Accept(in ReceivedDatagram datagram) => received.UnionWith(NumberedStream.NumbersOf(datagram.Payload.ToArray()));

        public void AcceptOpening(in ReceivedDatagram datagram)
        {
            // Templates only.
        }

        public void Flush()
        {
            // Nothing is held back.
        }
    }
}
