using System.CommandLine;
using System.Diagnostics;
using Weir.App.Composition;
using Weir.Capture.PcapFile;
using Weir.Collector.Decoding;
using Weir.Collector.Enriching.Networks;
using Weir.Collector.Listening.Files;
using Weir.Collector.Sessions;
using Weir.Exporter.Metering;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Import;
using Weir.Import.Records;
using Weir.Storage.Exports;
using Weir.Storage.Parquet;
using Weir.Wire.Primitives;

namespace Weir.App.Commands;

/// <summary><c>weir import</c>: capture files, IPFIX files and other programs' logs into an archive, without a network between.</summary>
internal static class ImportCommand
{
    private const string Packets = "packets";
    private const string Datagrams = "datagrams";
    private const string IpfixFiles = "ipfix-file";

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Capture files (pcap or pcapng), IPFIX files, or logs; - is standard input", Arity = ArgumentArity.OneOrMore };
        Option<string> archive = ArchiveOption.Create();
        var kind = new Option<string>("--as") { Description = "What the files have: packets to be metered, or datagrams of NetFlow, IPFIX or sFlow; or an IPFIX file (RFC 5655); or logs of other programs", DefaultValueFactory = _ => Packets };
        kind.AcceptOnlyFromAmong([Packets, Datagrams, IpfixFiles, .. LogKind.All.Select(static each => each.Name)]);
        var filter = new Option<string?>("--filter") { Description = "Only packets that pass, as tcpdump has it: 'tcp and not port 22'" };
        var exporter = new Option<string?>("--exporter") { Description = "Whom the messages of an IPFIX file, or the records of a log, are from, an address: where the file does not tell" };
        var logArguments = new LogArguments();
        var sessionArguments = new SessionArguments();
        var metering = new MeteringArguments();
        var networksFile = new NetworksArguments();
        var command = new Command("import", "Archive capture files, IPFIX files and logs of other programs; a file imported again replaces what it brought before") { files, archive, kind, filter, exporter };
        sessionArguments.AddTo(command);
        metering.AddTo(command);
        logArguments.AddTo(command);
        networksFile.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            SessionOptions sessions = sessionArguments.Read(line);
            MeteringOptions options = metering.Read(line);
            int worst = ExitCode.Ok;
            string directory = line.GetRequiredValue(archive);
            string what = line.GetRequiredValue(kind);
            bool hasMessages = what == IpfixFiles;
            LogKind? logs = LogArguments.KindOf(what);
            if (!hasMessages && logs is null && line.GetValue(exporter) is not null) throw new UsageException($"{exporter.Name} is for {kind.Name} {IpfixFiles} and logs: datagrams tell whom they are from");
            if (line.GetValue(filter) is not null && (hasMessages || logs is not null)) throw new UsageException($"{filter.Name} is for packets, which {(hasMessages ? "an IPFIX file" : "a log")} does not have");
            IpAddress from = ExporterOf(line.GetValue(exporter), exporter.Name);
            LogImportOptions reading = logArguments.Read(line, logs, from);
            NetworkDirectory? networks = networksFile.Read(line)?.Networks;
            foreach (string file in line.GetRequiredValue(files))
            {
                worst = Math.Max(worst, logs is not null ? LogImporting.Run(file, directory, NameOf(file), logs, reading, networks, cancellation)
                    : hasMessages ? ImportMessages(file, directory, from, sessions, networks, cancellation)
                    : Import(file, directory, what == Datagrams ? null : options, sessions, line.GetValue(filter), networks, cancellation));
            }

            return Task.FromResult(worst);
        });
        return command;
    }

    /// <param name="metering">How packets are metered; <see langword="null"/> where they are datagrams of flow records.</param>
    private static int Import(string path, string directory, MeteringOptions? metering, SessionOptions sessions, string? filter, NetworkDirectory? networks, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using CaptureFileSource source = CaptureFile.Open(path);
        using IPacketSource packets = FilterArgument.Apply(filter, source, cancellation);
        using ParquetArchive archive = ArchiveOption.Open(directory, ArchiveOption.Importing);
        using IFlowTransaction transaction = archive.Begin(NameOf(path));
        IFlowSink records = NetworksArguments.Through(networks, transaction);
        (string what, bool isTruncated) = metering is null ? Decode(packets, records, sessions, cancellation) : Meter(packets, records, metering, cancellation);
        Commit(transaction, path, what, started, cancellation);
        return CaptureWarnings.Say(source, isTruncated);
    }

    private static int ImportMessages(string path, string directory, IpAddress exporter, SessionOptions sessions, NetworkDirectory? networks, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using IpfixFile file = IpfixFile.Open(path, exporter);
        using ParquetArchive archive = ArchiveOption.Open(directory, ArchiveOption.Importing);
        using IFlowTransaction transaction = archive.Begin(NameOf(path));
        var decoder = new DatagramDecoder(NetworksArguments.Through(networks, transaction), sessions);
        file.Read(decoder, cancellation);
        decoder.Flush();
        Commit(transaction, path, Of(decoder, $"{file.Messages} messages", ""), started, cancellation);
        if (file.Problem is not { } problem) return ExitCode.Ok;
        Console.Error.WriteLine($"weir: {problem}; all whole messages before that were used");
        return ExitCode.Failed;
    }

    private static void Commit(IFlowTransaction transaction, string path, string what, long started, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        transaction.Commit();
        Console.Error.WriteLine($"weir: {path}: {what}, archived in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    private static IpAddress ExporterOf(string? text, string option)
    {
        if (text is null) return default;
        return IpAddress.TryParse(text, out IpAddress address) ? address : throw new UsageException($"{option} {text}: want an IPv4 or IPv6 address");
    }

    private static (string What, bool IsTruncated) Meter(IPacketSource source, IFlowSink archive, MeteringOptions options, CancellationToken cancellation)
    {
        using var process = new MeteringProcess(options, MeteringArguments.NewHash(), new UniflowSink(archive), TimeProvider.System);
        MeteringSummary summary = process.Run(source, cancellation);
        return (MeteringText.Of(summary), summary.End == MeteringEnd.SourceTruncated);
    }

    private static (string What, bool IsTruncated) Decode(IPacketSource source, IFlowSink archive, SessionOptions sessions, CancellationToken cancellation)
    {
        var decoder = new DatagramDecoder(archive, sessions);
        CaptureDatagramCount count = CaptureDatagrams.Read(source, decoder, cancellation);
        decoder.Flush();
        string skipped = count.Skipped > 0 ? $", {count.Skipped} packets that are no whole UDP datagram skipped" : "";
        return (Of(decoder, $"{count.Datagrams} datagrams", skipped), count.IsTruncated);
    }

    private static string Of(DatagramDecoder decoder, string messages, string skipped)
    {
        string problems = DecodeReport.Problems(decoder.Metrics);
        return $"{messages}, {decoder.Metrics.DataRecords} flow records{skipped}{(problems.Length > 0 ? ", not decoded: " + problems : "")}";
    }

    /// <summary>The same octets have the same name, so importing them again replaces and does not double. Those of a pipe, which can be read once, have none.</summary>
    private static string NameOf(string path)
    {
        if (path == CaptureFile.StandardInput || !File.Exists(path)) return ContentName.OfPipe();
        FileSystemInfo file = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
        return file is FileInfo { Exists: true, Length: > 0 } ? ContentName.OfFile(path) : ContentName.OfPipe();
    }
}
