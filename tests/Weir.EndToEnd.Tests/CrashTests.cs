using System.Globalization;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Killed at random moments while a known stream arrives, the collector keeps what it had received exactly once.</summary>
public sealed class CrashTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(NumberedTransport.Udp, 12)]
    [InlineData(NumberedTransport.Udp, 6, "--raw-keep", "1h")]
    [InlineData(NumberedTransport.Udp, 6, "--stitch", "--dedup", "best", "--dedup-flows", "4096")]
    [InlineData(NumberedTransport.Tcp, 6)]
    [InlineData(NumberedTransport.Tls, 6, "--raw-keep", "1h", "--raw-max-size", "1M")]
    public void What_had_been_received_is_in_the_archive_exactly_once(NumberedTransport transport, int kills, params string[] options)
    {
        using var directory = new TemporaryDirectory();
        using var certificates = new TestCertificates();
        string archive = directory["archive"];
        int port = transport == NumberedTransport.Udp ? FreePort.Udp() : FreePort.Tcp();
        string[] arguments = ["--archive", archive, .. options, .. Listen(transport, port, certificates)];
        // A long run has so many kills more: WEIR_KILLS=200.
        if (int.TryParse(Environment.GetEnvironmentVariable("WEIR_KILLS"), CultureInfo.InvariantCulture, out int asked)) kills = asked;
        var random = new Random(20261121);
        var received = new NumberTally();
        string steady = "";
        using (var stream = new NumberedStream(port, transport))
        {
            for (int kill = 0; kill < kills; kill++)
            {
                DateTimeOffset started = DateTimeOffset.UtcNow;
                using RunningTool collector = Start(arguments);
                Thread.Sleep(random.Next(20, 700)); // whatever it does then
                collector.KillHard();
                ReadJournal(archive, received);
                // What it had received before has been seen in the journal it began with, or in the archive then.
                NumberedStream.Read(archive, received, since: started);
            }

            int before = stream.Sent;
            using RunningTool last = Start(arguments);
            int first = transport == NumberedTransport.Udp ? stream.Sent + NumberedStream.RecordsPerDatagram : WaitForConnection(stream, before);
            Thread.Sleep(500); // so long the last run receives; it has to have all of that, however much it is
            stream.Stop();
            Assert.Equal(0, last.Stop().ExitCode);
            for (int number = first; number < stream.Sent; number++) received.Add(number);
            steady = string.Create(CultureInfo.InvariantCulture, $"the last run's records are {first} to {stream.Sent - 1}");
        }

        NumberTally archived = NumberedStream.ArchivedIn(archive);
        Assert.Empty(archived.Repeated);
        int[] missing = [.. archived.Missing(received)];
        Assert.True(missing.Length == 0, missing.Length == 0 ? "" : $"{missing.Length} are missing, {missing[0]} to {missing[^1]}; {steady}");
        Assert.True(archived.Count > 5_000, string.Create(CultureInfo.InvariantCulture, $"only {archived.Count} records: the stream hardly ran"));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kills} kills, {archived.Count} records archived, {received.Count} known to have been received"));
        AssertExportersTell(archive, archived.Count);
        Assert.Equal(options.Contains("--raw-keep"), Directory.GetFiles(Path.Combine(archive, "journal"), "*.kept").Length > 0);
    }

    // Each message is in one row of the table of exporters, however often its segment was archived, and so it is when the hours are compacted.
    private static void AssertExportersTell(string archive, int records)
    {
        Assert.Equal([records, records / NumberedStream.RecordsPerDatagram], Sums());
        Assert.Equal(0, WeirProgram.Run("archive", "compact", "--archive", archive).ExitCode);
        Assert.Equal([records, records / NumberedStream.RecordsPerDatagram], Sums());

        long[] Sums() => [.. WeirProgram.Json("sql", "--archive", archive, "SELECT sum(records) AS records, sum(messages) AS messages FROM exporters")
            .SelectMany(static row => (long[])[row.GetProperty("records").GetInt64(), row.GetProperty("messages").GetInt64()])];
    }

    private static string[] Listen(NumberedTransport transport, int port, TestCertificates certificates)
    {
        string at = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        if (transport != NumberedTransport.Tls) return ["--listen", $"{(transport == NumberedTransport.Tcp ? "ipfix+tcp" : "udp")}://{at}"];
        (string certificate, string key) = certificates.Issue();
        return ["--listen", $"ipfix+tls://{at}", "--tls-cert", certificate, "--tls-key", key];
    }

    private static RunningTool Start(string[] arguments)
    {
        // Segments age fast here, so that kills meet every step from receiving to deleting.
        RunningTool collector = WeirProgram.Start(["collect", "--segment-age", "0.1", .. arguments]);
        collector.WaitForText("listening", Patience);
        return collector;
    }

    // What is sent on a connection from its beginning to its end has to arrive.
    private static int WaitForConnection(NumberedStream stream, int since)
    {
        Assert.True(SpinWait.SpinUntil(() => stream.ConnectedAt >= since, Patience), "no connection");
        return stream.ConnectedAt;
    }

    private static void ReadJournal(string archive, NumberTally received)
    {
        foreach (string path in Directory.GetFiles(Path.Combine(archive, "journal"), "*.*"))
        {
            if (SegmentName.TryParse(Path.GetFileNameWithoutExtension(path), out SegmentName name))
                new SegmentReader().Read(path, name, new Numbers(received));
        }
    }

    private sealed class Numbers(NumberTally received) : ISegmentDecoder
    {
        public void Accept(in ReceivedDatagram datagram)
        {
            foreach (int number in NumberedStream.NumbersOf(datagram.Payload.ToArray())) received.Add(number);
        }

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
