using System.CommandLine;
using Weir.App.Composition;
using Weir.App.Operating;
using Weir.Capture.Interfaces;
using Weir.Capture.PcapFile;
using Weir.Exporter.Counters;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Exporting.Options;
using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;

namespace Weir.App.Commands;

/// <summary><c>weir export</c>: packets to flows to collectors.</summary>
internal static class ExportCommand
{
    private const uint DefaultSamplingRate = 1024;

    public static Command Create()
    {
        var file = new Option<string?>("--read", "-r") { Description = "Capture file (pcap or pcapng) to meter; - is standard input" };
        var interfaces = new Option<string[]>("--interface", "-i") { Description = "Interface to meter, until told to stop; may be repeated" };
        var workers = new Option<int>("--workers") { Description = "Threads for each interface, among which its packets are divided", DefaultValueFactory = _ => 1 };
        var firewall = new FirewallArguments();
        var ebpf = new EbpfArguments();
        var to = new Option<string[]>("--to", "-t")
        {
            Description = "Collector: ipfix://HOST:PORT, netflow9://, netflow5:// or sflow:// by UDP; ipfix+tcp://, ipfix+tls://, ipfix+dtls://; or ipfix+file:///PATH; repeated, each is sent everything unless --balance says otherwise",
            Required = true,
        };
        var domain = new Option<uint>("--observation-domain") { Description = "Observation domain id in the messages" };
        var pace = new Option<int?>("--pace")
        {
            Description = $"Records a second at most, so that a file does not overrun its collector; 0 is no limit. {PaceOptions.ForFiles.RecordsPerSecond} for files, none for interfaces",
        };
        var balance = new Option<string>("--balance")
        {
            Description = "How records are divided among collectors: replicate, each gets all; or flow-hash, each conversation goes to one",
            DefaultValueFactory = _ => DistributionNames.Default,
        };
        balance.CompletionSources.Add(DistributionNames.All);
        var sampling = new Option<uint>("--sflow-rate") { Description = "sFlow collectors are sent one of this many packets", DefaultValueFactory = _ => DefaultSamplingRate };
        var control = new Option<string?>("--control") { Description = "Unix socket on which 'weir show', 'weir ctl' and softflowctl ask and steer this exporter; with -i" };
        var selfish = new Option<bool>("--no-promiscuous") { Description = "Meter only what the interface takes for this host" };
        var fields = new Option<string?>("--fields")
        {
            Description = $"What IPFIX and NetFlow v9 records tell, in order: names of 'weir fields' with commas between, or {string.Join(", ", FieldSelection.Groups)}",
        };
        var metering = new MeteringArguments();
        var transport = new TransportArguments();
        Argument<string[]> filter = FilterArgument.Create();
        var command = new Command("export", "Meter packets of a file or an interface, and export the flows as IPFIX or NetFlow, or samples of the packets as sFlow")
        { file, interfaces, workers, to, domain, pace, balance, sampling, fields, control, selfish, filter };
        metering.AddTo(command);
        firewall.AddTo(command);
        ebpf.AddTo(command);
        transport.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            string? path = line.GetValue(file);
            string[] names = line.GetValue(interfaces) ?? [];
            MeteringOptions options = metering.Read(line);
            LiveSources live = ebpf.Read(line, firewall.Read(line, new LiveSources(names, line.GetValue(workers)), options), options);
            if (path is null == live.IsEmpty) throw new UsageException("say what to meter: either -r FILE, or any of -i INTERFACE, --nflog GROUP, --conntrack, --ebpf INTERFACE");
            if (line.GetValue(pace) is < 0) throw new UsageException("--pace: want 0 or more records a second");
            uint rate = line.GetValue(sampling);
            if (rate is 0 or > 1_000_000) throw new UsageException($"--sflow-rate {rate}: want 1 to 1000000");
            EndpointText[] collectors = [.. line.GetRequiredValue(to).Select(text => EndpointText.Parse(text, "--to", ExportingPipeline.Schemes))];
            IReadOnlyList<string> told = FieldSelection.Read(line.GetValue(fields) ?? "", "--fields");
            options = FieldSelection.Asked(options, told);
            PaceOptions limit = line.GetValue(pace) is { } records ? new PaceOptions(records) : path is null ? PaceOptions.Off : PaceOptions.ForFiles;
            var plan = new ExportPlan(collectors, transport.Read(line) with { JoinMessages = path is not null && limit.RecordsPerSecond == 0 })
            {
                ObservationDomain = line.GetValue(domain),
                Columns = [.. FieldSelection.Columns(told, options).Union(live.Columns)],
                Pace = limit,
                Queue = path is null ? FlowQueueOptions.Live : FlowQueueOptions.File,
                Distribution = DistributionNames.Read(line.GetValue(balance)),
                SFlowRate = rate,
            };
            string? expression = FilterArgument.Read(line.GetValue(filter));
            if (expression is not null && live.HasUnfiltered) throw new UsageException("a filter is for files and interfaces: what --nflog takes the firewall's rule chooses, and --conntrack and --ebpf take all");
            if (live.Interfaces.Length == 0 && path is null && collectors.All(collector => ExportingPipeline.ProtocolOf(collector.Scheme) == ExportProtocol.SFlow))
                throw new UsageException("--to: sFlow carries samples of the packets of interfaces; name an interface, or a collector of flow records");
            return path is null
                ? MeterLiveAsync(() => LiveMetering.Open(live, expression, !line.GetValue(selfish)), live, line.GetValue(control), options, plan, cancellation)
                : Task.FromResult(MeterFile(path, expression, options, plan, cancellation));
        });
        return command;
    }

    private static int MeterFile(string path, string? filter, MeteringOptions options, ExportPlan plan, CancellationToken cancellation)
    {
        using CaptureFileSource source = CaptureFile.Open(path);
        using IPacketSource filtered = FilterArgument.Apply(filter, source, cancellation);
        // A file's rate never changes; collectors are told it before any record.
        ReportSources? reports = options.Sampling is null && options.Applications is null ? null : new()
        {
            Samplers = options.Sampling is { } sampling ? () => [.. Samplers.Of(1, sampling, sampling.Rate)] : null,
            Applications = options.Applications is null ? null : static () => MeteringProcess.Applications,
        };
        using ExportingProcess exporting = ExportingPipeline.Create(plan, cancellation, reports);
        exporting.TellSamplers();
        // A file may be over before their names have gone out one message at a time.
        if (options.Applications is not null) exporting.LastWord = static session => session.TellAll();
        using IPacketSource packets = ExportingPipeline.Sampled(filtered, exporting, plan.SFlowRate, plan.Pace, cancellation);
        using var metering = new MeteringProcess(options, MeteringArguments.NewHash(), exporting, TimeProvider.System);
        MeteringSummary summary = metering.Run(packets, cancellation);
        exporting.Dispose();
        bool allSent = Say([summary], exporting);
        int code = CaptureWarnings.Say(source, summary.End == MeteringEnd.SourceTruncated);
        return allSent ? code : ExitCode.Failed;
    }

    private static async Task<int> MeterLiveAsync(
        Func<LiveMetering> open, LiveSources what, string? control, MeteringOptions options, ExportPlan plan, CancellationToken cancellation)
    {
        using LiveMetering live = open();
        using LinuxInterfaces interfaces = LinuxInterfaces.Open();
        var counters = new CounterPoller(interfaces, TimeProvider.System);
        var reports = new ReportSources { Exporting = true, Interfaces = counters, Metering = () => live.Totals, Samplers = () => live.Samplers(options.Sampling), Applications = options.Applications is null ? null : static () => MeteringProcess.Applications };
        using ExportingProcess exporting = ExportingPipeline.Create(plan, cancellation, reports);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using ControlServer? server = control is null
            ? null
            : ControlServer.Start(control, new ControlCommands(new ExportControl(live, options, exporting, plan.Collectors, TimeProvider.System, ended.Cancel)).DoAsync);
        Task polling = Task.Run(() => counters.RunAsync(exporting.Sessions, ended.Token), CancellationToken.None);
        Console.Error.WriteLine($"weir: metering {what}, exporting to {string.Join(", ", exporting.Sessions.Select(session => session.Name))}; Ctrl-C ends");
        IReadOnlyList<MeteringSummary> summaries;
        try
        {
            summaries = live.Run(options, exporting, plan, ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await polling;
        }

        exporting.LastWord = counters.LastWord();
        exporting.Dispose();
        bool allSent = Say(summaries, exporting);
        live.SayDrops();
        return allSent ? ExitCode.Ok : ExitCode.Failed;
    }

    // Whether every collector got all that it was to be sent, or will from its spool.
    private static bool Say(IEnumerable<MeteringSummary> summaries, ExportingProcess exporting)
    {
        foreach (MeteringSummary summary in summaries)
            Console.Error.WriteLine($"weir: {summary.SourceName}: {MeteringText.Of(summary)}");
        return ExportingText.Say(exporting);
    }
}
