using System.CommandLine;
using System.Diagnostics;
using Weir.App.Composition;
using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Metering;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Storage;
using Weir.Storage.DuckDb;

namespace Weir.App.Commands;

/// <summary><c>weir replay</c>: the records of an archive, exported anew.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var to = new Option<string[]>("--to", "-t") { Description = "Collector: ipfix://HOST:PORT and all others of 'weir export' that take flow records; repeated", Required = true };
        var speed = new Option<double>("--speed") { Description = "Times as fast as the records were received: 1 is as then, 60 an hour in a minute; 0 is as fast as --pace lets" };
        var pace = new Option<int?>("--pace") { Description = $"Records a second at most; 0 is no limit. {PaceOptions.ForFiles.RecordsPerSecond} without --speed, none with it" };
        var domain = new Option<uint>("--observation-domain") { Description = "Observation domain id in the messages" };
        var fields = new Option<string?>("--fields") { Description = $"What IPFIX and NetFlow v9 records tell: names of 'weir fields' with commas between, or {string.Join(", ", FieldSelection.Groups)}" };
        var transport = new TransportArguments();
        var records = new RecordChoice();
        var command = new Command("replay", "Export the records of an archive to collectors, in the order in which they were received") { to, speed, pace, domain, fields };
        records.AddTo(command);
        transport.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            double factor = line.GetValue(speed);
            if (factor is < 0 or > 1e9 or double.NaN) throw new UsageException($"{speed.Name}: want 0, or how many times faster");
            if (line.GetValue(pace) is < 0) throw new UsageException($"{pace.Name}: want 0 or more records a second");
            EndpointText[] collectors = [.. line.GetRequiredValue(to).Select(text => EndpointText.Parse(text, to.Name, ExportingPipeline.Schemes))];
            if (collectors.FirstOrDefault(static each => ExportingPipeline.ProtocolOf(each.Scheme) == ExportProtocol.SFlow) is { } sampled)
                throw new UsageException($"{to.Name} {sampled.Name}: sFlow carries packets, and an archive has none");
            IReadOnlyList<string> told = FieldSelection.Read(line.GetValue(fields) ?? "", fields.Name);
            // Records of sampled traffic tell its rate, whoever is sent them.
            IReadOnlyList<FlowColumn> columns = [.. FieldSelection.Columns(told, new()).Union([FlowColumns.SamplingRate])];
            PaceOptions limit = line.GetValue(pace) is { } most ? new PaceOptions(most) : factor == 0 ? PaceOptions.ForFiles : PaceOptions.Off;
            var plan = new ExportPlan(collectors, transport.Read(line) with { JoinMessages = factor == 0 && limit.RecordsPerSecond == 0 })
            {
                ObservationDomain = line.GetValue(domain),
                Columns = columns,
                Pace = limit,
                Queue = FlowQueueOptions.File,
            };
            return Task.FromResult(Replay(
                records.Archive(line),
                RecordChoice.Planned(() => QueryPlanner.Plan(new FlowsQuery { Columns = [.. Read(columns)], Count = 1, Range = records.Range(line), Filter = records.Filter(line) })),
                plan,
                factor,
                cancellation));
        });
        return command;
    }

    // What goes out, what NetFlow v5 always has, and the time by which it is read.
    private static IReadOnlyList<FlowColumn> Read(IReadOnlyList<FlowColumn> columns) =>
        [.. FlowColumns.All.Where(column => columns.Contains(column) || ExportTemplate.DefaultColumns.Contains(column) || column == FlowColumns.TimeReceivedNs)];

    private static int Replay(string directory, QueryPlan records, ExportPlan plan, double speed, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        using var reader = new ArchiveReader(directory);
        using ExportingProcess exporting = ExportingPipeline.Create(plan, cancellation);
        try
        {
            long count = reader.Read(records, new RecordedPace(exporting, speed, TimeProvider.System, pause => cancellation.WaitHandle.WaitOne(pause)), cancellation);
            exporting.Dispose();
            Console.Error.WriteLine($"weir: {directory}: {count} flow records in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        }
        catch (Exception failure) when (failure is ArchiveNotFoundException or DuckDbException)
        {
            throw new RunException(failure.Message);
        }

        return ExportingText.Say(exporting) ? ExitCode.Ok : ExitCode.Failed;
    }
}
