using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Weir.App.Composition;
using Weir.App.Generating;
using Weir.Collector.Journal.Reading;
using Weir.Exporter.Exporting;
using Weir.Exporter.Transport;
using Weir.Exporter.Transport.Connections;
using Weir.Wire.Primitives;

namespace Weir.App.Commands;

/// <summary><c>weir generate</c>: believable traffic of many exporters, for tests, demos and measurements of collectors.</summary>
internal static class GenerateCommand
{
    private const double MaxRate = 1e8;

    // What reaches a collector of this machine may come from any address of 127.0.0.0/8.
    private static readonly IPNetwork LoopbackExporters = IPNetwork.Parse("127.1.0.0/16");

    private static readonly Dictionary<string, int> Schemes =
        ExportingPipeline.Schemes.Where(static scheme => scheme.Key is "netflow5" or "netflow9" or "ipfix" or "sflow" or "ipfix+tcp").ToDictionary(StringComparer.Ordinal);

    public static Command Create()
    {
        var to = new Option<string[]>("--to", "-t") { Description = "Collector: netflow5://HOST:PORT, netflow9://, ipfix://, ipfix+tcp:// or sflow://; repeated, exporters are dealt out among them", Required = true };
        var exporters = new Option<int>("--exporters") { Description = "Exporters, some busier than others", DefaultValueFactory = _ => 1 };
        var rate = new Option<double>("--flows-per-second") { Description = "Flows, or sFlow samples, a second of all exporters together", DefaultValueFactory = _ => 1000 };
        var count = new Option<long?>("--count") { Description = "End after so many flows" };
        var duration = new Option<double?>("--duration") { Description = "End after so many seconds" };
        var seed = new Option<int>("--seed") { Description = "Other flows; the same seed gives the same on every machine, but for their times", DefaultValueFactory = _ => 1 };
        var curve = new Option<bool>("--daily-curve") { Description = "Follow the hour of the day (UTC): the whole rate at 20, a third of it at 4" };
        var ipv6 = new Option<int>("--ipv6") { Description = "Percent of conversations in IPv6; NetFlow v5 has none", DefaultValueFactory = _ => 20 };
        var from = new Option<string?>("--from") { Description = "Network of this machine's addresses that exporters send from, one each; by itself 127.1.0.0/16 to a collector on 127.0.0.0/8, else what the route has" };
        var sflowRate = new Option<uint>("--sflow-rate") { Description = "Packets for each sFlow sample", DefaultValueFactory = _ => 1024 };
        var write = new Option<string?>("--write", "-w") { Description = "Write the datagrams into this capture file instead of sending them, at once, as if --duration had passed; - is standard output" };
        var begin = new Option<string?>("--begin") { Description = "With --write, when the first flow is sent, as --since has times: '2026-11-20 00:00', -24h; by itself now" };
        var command = new Command("generate", "Send believable flows of many exporters: uneven talkers, real ports, heavy tails; NetFlow v5, v9, IPFIX or sFlow")
        { to, exporters, rate, count, duration, seed, curve, ipv6, from, sflowRate, write, begin };
        command.SetAction((line, cancellation) =>
        {
            EndpointText[] collectors = [.. line.GetRequiredValue(to).SelectMany(text => text.Split(',')).Select(text => EndpointText.Parse(text, to.Name, Schemes))];
            int number = InRange(line, exporters, 1, TrafficModel.MaxSites);
            int percent = InRange(line, ipv6, 0, 100);
            if (line.GetValue(rate) is not (> 0 and <= MaxRate)) throw new UsageException($"{rate.Name}: want more than 0 and at most 100000000");
            if (line.GetValue(count) < 1) throw new UsageException($"{count.Name}: want 1 or more");
            if (line.GetValue(duration) is not (null or (> 0 and <= 1e9))) throw new UsageException($"{duration.Name}: want more than 0 seconds");
            if (line.GetValue(sflowRate) == 0) throw new UsageException($"{sflowRate.Name}: want 1 or more");
            var plan = new GeneratePlan
            {
                FlowsPerSecond = line.GetValue(rate),
                HasDailyCurve = line.GetValue(curve),
                Count = line.GetValue(count) ?? long.MaxValue,
                Duration = line.GetValue(duration) is { } seconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue,
                Seed = line.GetValue(seed),
            };
            string? path = line.GetValue(write);
            if (path is null && line.GetValue(begin) is not null) throw new UsageException($"{begin.Name}: only with {write.Name}; what is sent is sent now");
            if (path is not null && plan is { Count: long.MaxValue, Duration: var endless } && endless == TimeSpan.MaxValue) throw new UsageException($"{write.Name}: wants {count.Name} or {duration.Name} beside it");
            TimeProvider time = path is null ? TimeProvider.System : new VirtualTime(RecordChoice.Time(line, begin) is { } ns ? DateTimeOffset.UnixEpoch.AddTicks(ns / TimeSpan.NanosecondsPerTick) : TimeProvider.System.GetUtcNow());
            using Stream? file = path is null ? null : Create(path, write.Name);
            DatagramCapture? capture = file is null ? null : new(file, ListenSchemes.PortOf);
            var made = new List<GeneratedExporter>(number);
            try
            {
                for (int i = 0; i < number; i++)
                {
                    EndpointText collector = collectors[i % collectors.Length];
                    IPAddress? source = SourceOf(collector.EndPoint.Address, line.GetValue(from), from.Name, i, number);
                    made.Add(Open(collector, i, source, plan.Seed, percent, line.GetValue(sflowRate), capture, time));
                }

                int code = Run(plan, made, time, cancellation);
                capture?.Flush();
                return Task.FromResult(code);
            }
            finally
            {
                foreach (GeneratedExporter exporter in made) exporter.Dispose();
            }
        });
        return command;
    }

    private static int Run(GeneratePlan plan, List<GeneratedExporter> exporters, TimeProvider time, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        var run = new GenerateRun(plan, exporters, time);
        run.Run(cancellation);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (GeneratedExporter exporter in exporters) exporter.Dispose();
        long lost = exporters.Sum(static exporter => exporter.LostMessages);
        string behind = run.Behind > 0 ? string.Create(CultureInfo.InvariantCulture, $"; {run.Behind} more should have been, for which there was no time") : "";
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"weir: {run.Sent} flows of {exporters.Count} exporters in {seconds:0.0} s, {exporters.Sum(static exporter => exporter.Metrics.DatagramsSent)} messages, {exporters.Sum(static exporter => exporter.Metrics.BytesSent)} octets{behind}"));
        if (lost == 0) return ExitCode.Ok;
        throw new RunException($"{lost} messages did not get there");
    }

    private static BufferedStream Create(string path, string option)
    {
        try
        {
            return new(path == "-" ? Console.OpenStandardOutput() : File.Create(path), 1 << 20);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{option}: {e.Message}");
        }
    }

    private static GeneratedExporter Open(
        EndpointText collector, int index, IPAddress? source, int seed, int ipv6Percent, uint sflowRate, DatagramCapture? capture, TimeProvider time)
    {
        ITransport transport;
        try
        {
            transport = capture is null
                ? new TransportFactory { Source = source }.Open(collector)
                : new CaptureTransport(capture, IpAddress.From(source ?? IPAddress.Loopback), time);
        }
        catch (Exception e) when (e is TransportException or IOException or SocketException)
        {
            throw new RunException($"{collector.Name}{(source is null ? "" : $" from {source}")}: {e.Message}");
        }

        ExportProtocol protocol = ExportingPipeline.ProtocolOf(collector.Scheme);
        var options = new CollectorOptions
        {
            Name = collector.Name,
            Protocol = protocol,
            ObservationDomainId = (uint)index,
            AgentAddress = transport is UdpTransport udp ? IpAddress.From(udp.LocalEndPoint.Address) : source is null ? default : IpAddress.From(source),
            SubAgentId = (uint)index,
        };
        var session = new CollectorSession(options, transport, time, null, new StderrLogger());
        return new(session, new TrafficModel(index, seed, protocol == ExportProtocol.NetFlow5 ? 0 : ipv6Percent), sflowRate);
    }

    private static IPAddress? SourceOf(IPAddress collector, string? from, string option, int index, int count)
    {
        IPNetwork network = LoopbackExporters;
        if (from is null && (collector.AddressFamily != AddressFamily.InterNetwork || !IPAddress.IsLoopback(collector))) return null;
        if (from is not null && !IPNetwork.TryParse(from, out network)) throw new UsageException($"{option} {from}: want a network such as 127.1.0.0/16");
        byte[] octets = network.BaseAddress.GetAddressBytes();
        int free = Math.Min(octets.Length * 8 - network.PrefixLength, 31);
        // An address alone is one exporter's; of a network the first is nobody's.
        if (free > 0) index++;
        if (count > (free == 0 ? 1 : (1 << free) - 2)) throw new UsageException($"{option} {network}: has no addresses for {count} exporters");
        for (int i = octets.Length - 1; index > 0; i--, index >>= 8) octets[i] |= (byte)index;
        return new(octets);
    }

    private static int InRange(ParseResult line, Option<int> option, int least, int most) => line.GetValue(option) is var value && value >= least && value <= most
        ? value
        : throw new UsageException($"{option.Name} {value}: want {least} to {most}");
}
