using System.CommandLine;
using System.Globalization;
using Weir.App.Composition;
using Weir.Collector.Journal.Reading;
using Weir.Collector.Sessions;
using Weir.Wire.Ipfix;

namespace Weir.App.Commands;

/// <summary><c>weir journal export</c>: the messages of a journal as a capture file.</summary>
internal static class JournalExportCommand
{
    private const string StandardOutput = "-";

    public static Command Create()
    {
        var to = new Option<string>("--to", "-t") { Description = "Capture file (pcap) to be written; - is standard output", Required = true };
        var which = new JournalArguments();
        Option<string[]> exporters = JournalArguments.CreateExporters();
        var command = new Command("export", "Write what a journal holds as a capture file of UDP datagrams") { to, exporters };
        which.AddTo(command);
        command.SetAction((line, cancellation) => Task.FromResult(Export(
            new StoredJournal(which.Directory(line)), which.Read(line, exporters), line.GetRequiredValue(to), cancellation)));
        return command;
    }

    private static int Export(StoredJournal journal, SegmentChoice choice, string path, CancellationToken cancellation)
    {
        _ = journal.Segments(choice); // a journal that is not there leaves no file behind
        using Stream output = path == StandardOutput ? Console.OpenStandardOutput() : File.Create(path);
        using var buffered = new BufferedStream(output, 1 << 16);
        var capture = new DatagramCapture(buffered, ListenSchemes.PortOf);
        JournalReadCount count = journal.Read(choice, capture, cancellation);
        capture.Flush();
        foreach (string told in JournalReport.Of(count)) Console.Error.WriteLine($"weir: {told}");
        if (capture.TooLong == 0) return ExitCode.Ok;
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"weir: {capture.TooLong} messages are longer than a datagram can be and were left out"));
        return ExitCode.Failed;
    }
}
