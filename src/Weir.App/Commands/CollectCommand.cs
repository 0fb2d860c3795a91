using System.CommandLine;
using System.Globalization;
using Weir.App.Api.Hosting;
using Weir.App.Api.Live;
using Weir.App.Composition;
using Weir.App.Operating;
using Weir.Collector.Collecting;
using Weir.Collector.Decoding;
using Weir.Collector.Deduplicating;
using Weir.Collector.Journal;
using Weir.Collector.Listening;
using Weir.Collector.Listening.Streams;
using Weir.Collector.Sessions;
using Weir.Collector.Sessions.Directory;
using Weir.Collector.Stitching;
using Weir.Collector.Teeing;
using Weir.Storage.Parquet;
using Weir.Storage.Upkeep;

namespace Weir.App.Commands;

/// <summary><c>weir collect</c>: datagrams to journal to archive, until told to stop.</summary>
internal static class CollectCommand
{
    public static Command Create()
    {
        var listen = new ListenArguments();
        Option<string> archive = ArchiveOption.Create();
        var journal = new Option<string?>("--journal") { Description = "Directory of the journal; by itself DIR/journal in the archive" };
        var segmentAge = new Option<double>("--segment-age") { Description = "Seconds after which received datagrams are archived", DefaultValueFactory = _ => 5 };
        var idle = new Option<double?>("--exit-after-idle") { Description = "End by itself when nothing came for this many seconds" };
        var rawKeep = new RawKeepArguments();
        var tee = new Option<string[]>("--tee") { Description = $"Send the datagrams to another collector, too: {TeeText.Wanted}; may be repeated" };
        var control = new Option<string?>("--control") { Description = "Unix socket on which 'weir show' and 'weir ctl' ask and end this collector" };
        var console = new Option<string?>("--console") { Description = $"Where the web console is to be: {ConsoleOption.Usual}" };
        Option<string?> users = ConsoleOption.Users("--console-users");
        var sessions = new SessionArguments();
        var dedup = new DedupArguments();
        var stitch = new StitchArguments();
        var networks = new NetworksArguments();
        var command = new Command("collect", "Receive NetFlow v1, v5, v7, v9, IPFIX and sFlow v5, journal every datagram, archive every record exactly once")
        { archive, journal, segmentAge, idle, control, console, users, tee };
        sessions.AddTo(command);
        listen.AddTo(command);
        dedup.AddTo(command);
        stitch.AddTo(command);
        networks.AddTo(command);
        rawKeep.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            string directory = line.GetRequiredValue(archive);
            return RunAsync(
                listen.Read(line) with { Tees = [.. (line.GetValue(tee) ?? []).Select(text => TeeText.TryParse(text, out TeeOptions one) ? one : throw new UsageException($"{tee.Name} {text}: want {TeeText.Wanted}"))] },
                rawKeep.Apply(line, new JournalOptions
                {
                    Directory = line.GetValue(journal) ?? Path.Combine(directory, "journal"),
                    SegmentAge = Seconds(line.GetValue(segmentAge), segmentAge.Name),
                }),
                new CollectingOptions { ExitAfterIdle = line.GetValue(idle) is { } seconds ? Seconds(seconds, idle.Name) : null },
                sessions.Read(line),
                dedup.Read(line),
                stitch.Read(line),
                networks.Read(line),
                directory,
                line.GetValue(control),
                ConsoleOption.Read(line, console, users),
                cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ListenPlan listening, JournalOptions journal, CollectingOptions options, SessionOptions sessions, DeduplicationOptions dedup, StitchingOptions stitch, LoadedNetworks? networks, string archive, string? control, ConsoleOptions? console, CancellationToken cancellation)
    {
        var decoding = new DecoderMetrics();
        var directory = new ExporterDirectory();
        using ParquetArchive opened = ArchiveOption.Open(archive, ArchiveOption.Collecting);
        var logger = new StderrLogger();
        var metrics = new ListenerMetrics();
        var streams = new StreamMetrics();
        IReadOnlyList<TeeMetrics> tees = listening.CreateTeeMetrics();
        Deduplication? deduplication = DedupArguments.Create(dedup);
        BiflowStitching? stitching = StitchArguments.Create(stitch);
        LiveFeed? live = console is null ? null : new();
        CollectingProcess process = CollectingPipeline.Create(
            listening.CreateSources(metrics, streams, tees, logger), metrics, journal, options, opened, decoding, sessions, logger, directory, live, deduplication, stitching, networks?.Networks);
        await using ArchiveKeeper keeper = ArchiveKeeper.Start(archive, new UpkeepOptions(), logger);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var operated = new CollectControl(process, decoding, directory, keeper.Metrics, deduplication?.Metrics, stitching?.Metrics, networks?.Networks, TimeProvider.System, ended.Cancel);
        using IDisposable? reloading = networks?.ReloadOnHangup(logger);
        await using ControlServer? server = control is null ? null : ControlServer.Start(control, new ControlCommands(operated).DoAsync);
        await using ConsoleServer? pages = console is null
            ? null
            : await ConsoleServer.StartAsync(console, new ConsoleSource(() => archive, () => operated.Status, live), TimeProvider.System, logger);
        await process.RunAsync(ended.Token);
        CollectorStatus status = process.Status;
        string problems = DecodeReport.Problems(decoding);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"weir: {status.Datagrams} datagrams received, {status.ArchivedRecords} flow records archived, {status.KernelDrops} datagrams dropped by the kernel{(status.ProxyHeaderDrops > 0 ? string.Create(CultureInfo.InvariantCulture, $", {status.ProxyHeaderDrops} of proxies that did not say for whom") : "")}{(problems.Length > 0 ? ", not decoded: " + problems : "")}"));
        if (listening.Streams is not null) Console.Error.WriteLine($"weir: {StreamReport.Of(streams)}");
        if (deduplication is { Metrics: var found })
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: duplicates: {found.Flagged.Value} flagged, {found.Dropped.Value} dropped; {found.Forgotten.Value} flows forgotten before their time"));
        if (stitching is { Metrics: var stitched })
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: conversations: {stitched.Marked.Value} records have a direction; {stitched.Forgotten.Value} conversations forgotten before their time"));
        foreach (TeeMetrics tee in tees) Console.Error.WriteLine($"weir: {TeeReport.Of(tee)}");
        if (status.PendingSegments == 0) return ExitCode.Ok;
        throw new RunException($"{status.PendingSegments} segments could not be archived; they wait in {journal.Directory} for the next start");
    }

    private static TimeSpan Seconds(double seconds, string option) =>
        seconds is > 0 and <= 86400 ? TimeSpan.FromSeconds(seconds) : throw new UsageException($"{option} {seconds}: want more than 0 and at most 86400 seconds");
}
