using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Output;
using Weir.Collector.Journal.Reading;

namespace Weir.App.Commands;

/// <summary><c>weir journal ls</c>: the segments of a journal.</summary>
internal static class JournalListCommand
{
    public static Command Create()
    {
        var which = new JournalArguments();
        Option<OutputFormat> format = Choice.Create("--format", "-f", OutputFormat.Table);
        var command = new Command("ls", "Show the segments of a journal, oldest first") { format };
        which.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            var journal = new StoredJournal(which.Directory(line));
            List<SegmentSummary> segments = [];
            foreach (StoredSegment segment in journal.Segments(which.Read(line)))
            {
                cancellation.ThrowIfCancellationRequested();
                if (journal.Summarize(segment) is { } summary) segments.Add(summary);
            }

            long now = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            ReportWriter.Write(JournalReport.Of(segments, now), line.GetValue(format), Console.Out);
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }
}
