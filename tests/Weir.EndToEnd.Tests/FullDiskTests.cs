using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>
/// The disk is filled while a known stream comes in: the collector says so, counts what it drops, goes on by itself, and archives what it
/// had journalled exactly once. The disk is a tmpfs in a mount namespace of the collector's own, which the test sees through /proc.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Collecting_goes_on_by_itself_when_there_is_room_again(bool hasJournal, bool hasArchive)
    {
        Tool.RequireRoot();
        Tool.Require("unshare", "mount");
        string small = Directory.CreateDirectory(_directory["small"]).FullName;
        int port = FreePort.Udp();
        File.WriteAllText(_directory["weir.conf"], $$"""
            flow-collect {
                listen 127.0.0.1:{{port.ToString(CultureInfo.InvariantCulture)}};
                archive {{_directory[hasArchive ? "small/archive" : "archive"]}};
                journal {{_directory[hasJournal ? "small/journal" : "journal"]}};
                segment-age 0.2;
            }
            control { socket {{_directory["control"]}}; }
            """);
        using RunningTool collector = RunningTool.Start("unshare",
            ["--mount", "--propagation", "private", "sh", "-c", $"mount -t tmpfs -o size=48m weir-test {small} && exec {WeirProgram.Path} run -c {_directory["weir.conf"]}"]);
        collector.WaitForText("listening", Patience);
        string root = string.Create(CultureInfo.InvariantCulture, $"/proc/{collector.Id}/root");
        using var stream = new NumberedStream(port);
        WaitFor(static now => now.GetProperty("archived-records").GetInt64() > 0);

        using (var ballast = new FileStream($"{root}{small}/ballast", FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
        {
            byte[] octets = new byte[1 << 16];
            WaitFor(now =>
            {
                Fill(ballast, octets);
                return (!hasJournal || (Text(now, "journal-state") == "no-space" && now.GetProperty("journal-drops").GetInt64() > 0))
                    && (!hasArchive || (Text(now, "archive-state") == "failing" && now.GetProperty("archive-failures").GetInt64() > 0));
            });
        }

        File.Delete($"{root}{small}/ballast");
        WaitFor(static now => Text(now, "journal-state") == "writing" && Text(now, "archive-state") == "writing");
        stream.Stop();
        JsonElement end = WaitFor(now => now.GetProperty("pending-segments").GetInt32() == 0
            && now.GetProperty("archived-records").GetInt64() == now.GetProperty("datagrams").GetInt64() * NumberedStream.RecordsPerDatagram
            && now.GetProperty("datagrams").GetInt64() + now.GetProperty("journal-drops").GetInt64() + now.GetProperty("kernel-drops").GetInt64() == stream.Sent / NumberedStream.RecordsPerDatagram);

        NumberTally archived = NumberedStream.ArchivedIn(root + _directory[hasArchive ? "small/archive" : "archive"]);
        Assert.Empty(archived.Repeated);
        Assert.Equal(end.GetProperty("archived-records").GetInt64(), archived.Count);
        if (!hasJournal) Assert.Equal(0, end.GetProperty("journal-drops").GetInt64());
        Assert.Empty(Directory.GetFiles(root + _directory[hasJournal ? "small/journal" : "journal"], "*.aside"));
        Assert.Equal(0, collector.Stop().ExitCode);
        string said = collector.OutputSoFar + collector.ErrorSoFar;
        if (hasJournal) Assert.Contains("can be written again", said, StringComparison.Ordinal);
        if (hasArchive) Assert.Contains("the archive works again", said, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement status, string name) => status.GetProperty(name).GetString();

    // What the collector frees meanwhile goes to the ballast, too.
    private static void Fill(FileStream ballast, byte[] octets)
    {
        try
        {
            while (true) ballast.Write(octets);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private JsonElement WaitFor(Func<JsonElement, bool> isSo)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            using var status = JsonDocument.Parse(WeirProgram.Output("show", "statistics", "--socket", _directory["control"]));
            JsonElement collecting = status.RootElement.GetProperty("flow-collect").Clone();
            if (isSo(collecting)) return collecting;
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException(collecting.GetRawText());
        }
    }
}
