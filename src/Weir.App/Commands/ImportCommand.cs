using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Weir.App.Composition;
using Weir.Capture.PcapFile;
using Weir.Collector.Decoding;
using Weir.Collector.Sessions;
using Weir.Exporter.Metering;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Storage.Parquet;

namespace Weir.App.Commands;

/// <summary><c>weir import</c>: capture files into an archive, without a network between.</summary>
internal static class ImportCommand
{
    private const string Packets = "packets";
    private const string Datagrams = "datagrams";

    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Capture files (pcap or pcapng); - is standard input", Arity = ArgumentArity.OneOrMore };
        Option<string> archive = ArchiveOption.Create();
        var kind = new Option<string>("--as") { Description = "What the packets are: packets to be metered, or datagrams of NetFlow, IPFIX or sFlow", DefaultValueFactory = _ => Packets };
        kind.AcceptOnlyFromAmong(Packets, Datagrams);
        var filter = new Option<string?>("--filter") { Description = "Only packets that pass, as tcpdump has it: 'tcp and not port 22'" };
        Option<string[]> sampling = SamplingOverrideOption.Create();
        var metering = new MeteringArguments();
        var command = new Command("import", "Archive capture files; a file imported again replaces what it brought before") { files, archive, kind, filter, sampling };
        metering.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            MeteringOptions options = metering.Read(line);
            SessionOptions sessions = SamplingOverrideOption.Read(line.GetValue(sampling));
            int worst = ExitCode.Ok;
            foreach (string file in line.GetRequiredValue(files))
                worst = Math.Max(worst, Import(file, line.GetRequiredValue(archive), line.GetValue(kind) == Datagrams ? null : options, sessions, line.GetValue(filter), cancellation));
            return Task.FromResult(worst);
        });
        return command;
    }

    /// <param name="metering">How packets are metered; <see langword="null"/> where they are datagrams of flow records.</param>
    private static int Import(string path, string directory, MeteringOptions? metering, SessionOptions sessions, string? filter, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using CaptureFileSource source = CaptureFile.Open(path);
        using IPacketSource packets = FilterArgument.Apply(filter, source, cancellation);
        using ParquetArchive archive = ArchiveOption.Open(directory);
        using IFlowTransaction transaction = archive.Begin("import-" + NameOf(path));
        (string what, bool isTruncated) = metering is null ? Decode(packets, transaction, sessions, cancellation) : Meter(packets, transaction, metering, cancellation);
        cancellation.ThrowIfCancellationRequested();
        transaction.Commit();
        Console.Error.WriteLine($"weir: {path}: {what}, archived in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        return CaptureWarnings.Say(source, isTruncated);
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
        string problems = DecodeReport.Problems(decoder.Metrics);
        string skipped = count.Skipped > 0 ? $", {count.Skipped} packets that are no whole UDP datagram skipped" : "";
        return ($"{count.Datagrams} datagrams, {decoder.Metrics.DataRecords} flow records{skipped}{(problems.Length > 0 ? ", not decoded: " + problems : "")}", count.IsTruncated);
    }

    /// <summary>The same octets have the same name, so importing them again replaces and does not double.</summary>
    private static string NameOf(string path)
    {
        if (path == CaptureFile.StandardInput || !File.Exists(path)) return Guid.NewGuid().ToString("N");
        using FileStream content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 16));
    }
}
