using System.CommandLine;
using Weir.App.Composition;
using Weir.Collector.Journal.Reading;
using Weir.Collector.Teeing;

namespace Weir.App.Commands;

/// <summary><c>weir journal replay</c>: the messages of a journal, sent again.</summary>
internal static class JournalReplayCommand
{
    private const double MaxSpeed = 1e9;

    public static Command Create()
    {
        var to = new Option<string>("--to", "-t") { Description = "Collector: udp://ADDRESS:PORT", Required = true };
        var speed = new Option<double>("--speed") { Description = "Times as fast as they were received; 0 is as fast as the network takes them", DefaultValueFactory = _ => 1 };
        var keepSource = new Option<bool>("--keep-source") { Description = "Send from the exporters' addresses and ports; needs root or CAP_NET_RAW" };
        var which = new JournalArguments();
        Option<string[]> exporters = JournalArguments.CreateExporters();
        var command = new Command("replay", "Send what a journal holds to a collector, as datagrams") { to, speed, keepSource, exporters };
        which.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            string text = line.GetRequiredValue(to);
            if (text.Contains(',') || !TeeText.TryParse(text, out TeeOptions target)) throw new UsageException($"{to.Name} {text}: want udp://ADDRESS:PORT");
            double factor = line.GetValue(speed);
            if (factor is not (>= 0 and <= MaxSpeed)) throw new UsageException($"{speed.Name}: want 0, or how many times faster");
            return Task.FromResult(Replay(
                new StoredJournal(which.Directory(line)), which.Read(line, exporters), target with { KeepsSource = line.GetValue(keepSource) }, factor, cancellation));
        });
        return command;
    }

    private static int Replay(StoredJournal journal, SegmentChoice choice, TeeOptions target, double speed, CancellationToken cancellation)
    {
        var metrics = new TeeMetrics(target.EndPoint);
        using var replay = new DatagramReplay(
            target, metrics, speed, TimeProvider.System, pause => cancellation.WaitHandle.WaitOne(pause), new StderrLogger());
        replay.Open();
        foreach (string told in JournalReport.Of(journal.Read(choice, replay, cancellation))) Console.Error.WriteLine($"weir: {told}");
        Console.Error.WriteLine($"weir: {TeeReport.Of(metrics, "replay")}");
        return metrics.Dropped == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
