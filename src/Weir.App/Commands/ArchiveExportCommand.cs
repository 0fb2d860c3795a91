using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Weir.App.Composition;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Storage;
using Weir.Storage.Exports;

namespace Weir.App.Commands;

/// <summary><c>weir archive export</c>: records of an archive in a file for others.</summary>
internal static class ArchiveExportCommand
{
    private const string StandardOutput = "-";
    private const string Flows = "flows";

    private static readonly Dictionary<string, ExportFormat> Endings = new(StringComparer.OrdinalIgnoreCase)
    {
        [".parquet"] = ExportFormat.Parquet,
        [".csv"] = ExportFormat.Csv,
        [".ndjson"] = ExportFormat.Ndjson,
        [".jsonl"] = ExportFormat.Ndjson,
        [".json"] = ExportFormat.Ndjson,
        [".arrow"] = ExportFormat.Arrow,
        [".feather"] = ExportFormat.Arrow,
    };

    public static Command Create()
    {
        var to = new Option<string>("--to") { Description = $"The file; its ending tells the format. {StandardOutput} is standard output, as csv or ndjson", Required = true };
        string[] names = [.. Enum.GetNames<ExportFormat>().Select(static name => name.ToLowerInvariant())];
        var format = new Option<string?>("--format", "-f") { Description = string.Join(", ", names) };
        format.AcceptOnlyFromAmong(names);
        var table = new Option<string>("--table") { Description = "flows, counters, exporters, or a table of sums that 'weir archive info' lists: rollup-1h/proto+dst_port", DefaultValueFactory = _ => Flows };
        var records = new RecordChoice();
        var reading = new ReaderArguments();
        var command = new Command("export", "Write records, counters, what came of exporters or sums into a file: Parquet as the archive has them; csv, ndjson and Arrow with addresses as text") { to, format, table };
        records.AddTo(command);
        reading.AddTo(command);
        command.SetAction((line, cancellation) =>
        {
            string path = line.GetRequiredValue(to);
            ExportFormat form = FormatOf(path, to.Name, line.GetValue(format), format.Name);
            string from = line.GetRequiredValue(table);
            var query = new FlowsQuery { Range = records.Range(line), Filter = from == Flows ? records.Filter(line) : FilterOfOthers(records, line, from) };
            var request = new ExportRequest(RecordChoice.Planned(() => QueryPlanner.Plan(query)), form, path) { Table = from };
            return Task.FromResult(reading.Ask(line, records.Archive(line), (reader, until) => Export(reader, request, until), cancellation));
        });
        return command;
    }

    private static int Export(ArchiveReader reader, ExportRequest request, CancellationToken cancellation)
    {
        long started = Stopwatch.GetTimestamp();
        if (request.Path != StandardOutput)
        {
            long rows = reader.Export(request, cancellation);
            if (rows == 0) throw new RunException($"{request.Table} has no such records: {request.Path} was not written");
            return Say(request.Path, rows, started);
        }

        using var output = new StandardOutputPath();
        try
        {
            long rows = reader.Export(request with { Path = output.Path, IsPipe = true }, cancellation);
            output.Finish();
            return output.Problem is { } problem ? throw new RunException($"standard output took not all of it: {problem}") : Say("standard output", rows, started);
        }
        catch (Storage.DuckDb.DuckDbException) when (output.Problem is not null)
        {
            throw new RunException($"standard output took not all of it: {output.Problem}");
        }
    }

    private static int Say(string where, long rows, long started)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"weir: {where}: {rows} records in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s"));
        return ExitCode.Ok;
    }

    private static ExportFormat FormatOf(string path, string option, string? said, string formatOption)
    {
        ExportFormat? format = said is not null ? Enum.Parse<ExportFormat>(said, ignoreCase: true) : Endings.TryGetValue(Path.GetExtension(path), out ExportFormat ending) ? ending : null;
        if (format is null) throw new UsageException($"{option} {path}: want an ending of {string.Join(", ", Endings.Keys)}, or {formatOption}");
        if (path == StandardOutput && format is ExportFormat.Parquet or ExportFormat.Arrow) throw new UsageException($"{formatOption} {said}: a file is wanted, for what is written last tells where all the rest is");
        return format.Value;
    }

    // Sums and counters have columns of their own, which filters do not know.
    private static EverythingPredicate FilterOfOthers(RecordChoice records, ParseResult line, string table) =>
        records.HasFilter(line) ? throw new UsageException($"a filter chooses flow records, and {table} has none") : EverythingPredicate.Instance;
}
