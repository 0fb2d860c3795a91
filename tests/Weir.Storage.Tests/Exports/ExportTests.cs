using System.Globalization;
using System.Text.Json;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Query.Binding;
using Weir.Query.Planning;
using Weir.Storage.DuckDb;
using Weir.Storage.Exports;
using Weir.Storage.Rollups;
using Weir.Storage.Upkeep;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.Storage.Tests.Exports;

/// <summary>Records in files for others, read with DuckDB as anybody has it and with Apache Arrow's own library.</summary>
public sealed class ExportTests : IDisposable
{
    private const long Second = 1_000_000_000;

    private readonly TemporaryArchive _archive = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly FlowBatch[] _batches;

    public ExportTests()
    {
        var random = new RandomFlows(75);
        _batches = [.. Enumerable.Range(0, 3).Select(part => random.Next(1500, row => RandomFlows.Start + (part * 1500 + row) * Second))];
        foreach ((int i, FlowBatch batch) in _batches.Index()) _archive.Write($"seg-{i}", batch);
    }

    public void Dispose()
    {
        _archive.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Parquet_has_the_records_as_questions_see_them()
    {
        Assert.Equal(4500, Export("all.parquet", ExportFormat.Parquet));
        string stored = $"(SELECT * EXCLUDE (time_received_ms, time_flow_end_ms, time_flow_end_sub_ns, flow_duration_ms, time_flow_start_sub_ns), time_received_ms * 1000000 AS time_received_ns, "
            + "time_flow_end_ms * 1000000 + coalesce(time_flow_end_sub_ns, 0) AS time_flow_end_ns, "
            + "(coalesce(time_flow_end_ms, time_received_ms) - flow_duration_ms) * 1000000 + coalesce(time_flow_start_sub_ns, 0) AS time_flow_start_ns "
            + $"FROM read_parquet('{Escaped(_archive.Root)}/flows/**/*.parquet', union_by_name=true, hive_partitioning=false))";
        string[] columns = [.. Rows($"SELECT column_name FROM (DESCRIBE SELECT * FROM {stored})").Select(static row => row[0])];
        string names = string.Join(", ", columns);
        Assert.Equal([], Rows($"SELECT {names} FROM {stored} EXCEPT ALL SELECT {names} FROM {File("all.parquet")}"));
        Assert.Equal("4500", Rows($"SELECT count(*) FROM {File("all.parquet")}")[0][0]);
        Assert.Equal(["weir_table", "flows"], Rows($"SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata({File("all.parquet")}) WHERE key = 'weir_table'")[0]);
        Assert.Empty(Directory.GetFiles(_directory["."], ".*"));
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "csv")]
    [InlineData(ExportFormat.Ndjson, "ndjson")]
    public void Text_has_the_same_values_with_addresses_as_people_write_them(ExportFormat format, string ending)
    {
        Export("all.parquet", ExportFormat.Parquet);
        Assert.Equal(4500, Export("all." + ending, format));
        string text = format == ExportFormat.Csv
            ? $"read_csv({File("all.csv")}, header=true, all_varchar=true, nullstr='', quote='\"')"
            : $"read_json({File("all.ndjson")}, format='newline_delimited', records=true, columns={{src_addr: 'VARCHAR', src_mac: 'VARCHAR', bytes: 'VARCHAR', time_flow_end_ns: 'VARCHAR', application_name: 'VARCHAR'}})";
        // An empty text and none are the same in csv.
        const string Columns = "src_addr, src_mac, bytes, time_flow_end_ns, nullif(application_name, '')";
        string stored = $"SELECT weir_ip(src_addr_hi, src_addr_lo), CASE WHEN src_mac IS NOT NULL THEN weir_mac(src_mac) END, bytes::VARCHAR, time_flow_end_ns::VARCHAR, nullif(application_name, '') FROM {File("all.parquet")}";
        Assert.Equal([], Rows($"SELECT {Columns} FROM {text} EXCEPT ALL ({stored})"));
        Assert.Equal([], Rows($"{stored} EXCEPT ALL (SELECT {Columns} FROM {text})"));
    }

    [Fact]
    public void A_filter_and_a_time_choose()
    {
        var range = new TimeRange(RandomFlows.Start, RandomFlows.Start + 5 * Second);
        Predicate filter = FilterBinder.Bind("dst port 443");
        ulong expected = _archive.Ask(new FlowsQuery { Filter = filter, Range = range, Count = 10_000 }).Totals.Flows;
        Assert.InRange(expected, 1UL, 4000UL);
        Assert.Equal((long)expected, Export("some.parquet", ExportFormat.Parquet, filter, range));
        Assert.Equal([["443"]], Rows($"SELECT DISTINCT dst_port FROM {File("some.parquet")}"));
    }

    [Fact]
    public void Counters_and_sums_are_tables_too_and_what_is_none_is_refused()
    {
        using (ArchiveUpkeep upkeep = _archive.Upkeep(new() { Rollups = Rollup.Defaults })) upkeep.SumUp(onlyQuiet: false, TestContext.Current.CancellationToken);
        const string Table = "rollup-1h/proto+dst_port";
        Assert.InRange(Export("sums.csv", ExportFormat.Csv, table: Table), 1, 4500);
        string sums = string.Join(',', Rows($"SELECT sum(flows) FROM read_csv({File("sums.csv")})")[0]);
        // What others tell of too is not summed.
        Assert.Equal(_archive.Ask(new FlowsQuery { Filter = DuplicateFilter.WithoutDuplicates(EverythingPredicate.Instance) }).Totals.Flows.ToString(CultureInfo.InvariantCulture), sums);
        ArgumentException missing = Assert.Throws<ArgumentException>(() => Export("none.csv", ExportFormat.Csv, table: "rollup-1h/nothing"));
        Assert.Contains("there are flows", missing.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Export("none.csv", ExportFormat.Csv, FilterBinder.Bind("tcp"), table: Table));
        Assert.Throws<ArgumentException>(() => Export("none.csv", ExportFormat.Csv, table: "../flows"));
        Assert.False(System.IO.File.Exists(_directory["none.csv"]));
    }

    [Fact]
    public void Nothing_is_written_where_nothing_matches_and_an_older_file_stays()
    {
        System.IO.File.WriteAllText(_directory["old.csv"], "old");
        Assert.Equal(0, Export("old.csv", ExportFormat.Csv, range: new(0, 1)));
        Assert.Equal("old", System.IO.File.ReadAllText(_directory["old.csv"]));
        Assert.ThrowsAny<Exception>(() => Export("no/such/directory.csv", ExportFormat.Csv));
    }

    [Fact]
    public void Arrow_reads_what_was_written_for_it()
    {
        string library = RepositoryRoot.Path("tests/peers/node_modules/apache-arrow");
        Assert.SkipUnless(Directory.Exists(library), "tests/peers/install was not run");
        Tool.Require("node");
        Assert.Equal(4500, Export("all.arrow", ExportFormat.Arrow));
        Export("all.parquet", ExportFormat.Parquet);
        string[] lines = Tool.Output("node", RepositoryRoot.Path("tests/peers/read-arrow.mjs"), _directory["all.arrow"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement[] fields = [.. Json(lines[0])];
        Assert.Contains(fields, static field => field[0].GetString() == "time_flow_end_ns" && field[1].GetString() == "Timestamp<NANOSECOND, UTC>");
        Assert.Contains(fields, static field => field[0].GetString() == "bytes" && field[1].GetString() == "Uint64");
        // All of them as DuckDB reads the same records from Parquet: in the same order.
        string[] names = [.. fields.Select(static field => field[0].GetString()!)];
        string[][] expected = Rows($"SELECT {string.Join(", ", names.Select(Shown))} FROM {File("all.parquet")}");
        Assert.Equal(expected.Length, lines.Length - 1);
        foreach ((string line, string[] row) in lines.Skip(1).Zip(expected))
            Assert.Equal(row, Json(line).Select(static value => value.ValueKind == JsonValueKind.Null ? "∅" : value.ToString()));

        static string Shown(string name) => FlowColumns.Find(name)!.Type switch
        {
            LogicalType.Address => $"coalesce(weir_ip({name}_hi, {name}_lo), '∅')",
            LogicalType.Mac => $"coalesce(CASE WHEN {name} IS NOT NULL THEN weir_mac({name}) END, '∅')",
            _ => $"coalesce({name}::VARCHAR, '∅')",
        };
    }

    private static JsonElement[] Json(string line)
    {
        using var document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateArray().Select(static value => value.Clone())];
    }

    private long Export(string name, ExportFormat format, Predicate? filter = null, TimeRange range = default, string table = "flows")
    {
        using var reader = new ArchiveReader(_archive.Root, threads: 2);
        QueryPlan plan = QueryPlanner.Plan(new FlowsQuery { Filter = filter ?? EverythingPredicate.Instance, Range = range });
        return reader.Export(new(plan, format, _directory[name]) { Table = table }, TestContext.Current.CancellationToken);
    }

    private string File(string name) => $"'{Escaped(_directory[name])}'";

    private static string Escaped(string path) => path.Replace("'", "''", StringComparison.Ordinal);

    private static string[][] Rows(string sql)
    {
        using DuckDbDatabase database = DuckDbDatabase.Open(new() { Threads = 1 });
        using DuckDbConnection connection = database.Connect();
        connection.Execute(Weir.Storage.Parquet.ArchiveMacros.Sql);
        string[] columns;
        using (DuckDbStatement asked = connection.Prepare(sql)) columns = [.. asked.Columns().Select(static (_, i) => string.Create(CultureInfo.InvariantCulture, $"c{i}"))];
        using DuckDbStatement statement = connection.Prepare($"SELECT {string.Join(", ", columns.Select(static column => column + "::VARCHAR"))} FROM ({sql}) AS asked({string.Join(", ", columns)})");
        using DuckDbResult result = statement.Execute();
        List<string[]> rows = [];
        while (result.NextChunk() is { } chunk)
        {
            using (chunk)
            {
                for (int row = 0; row < chunk.Count; row++) rows.Add([.. Enumerable.Range(0, columns.Length).Select(column => chunk.IsValid(column, row) ? chunk.Text(column, row) : "null")]);
            }
        }

        return [.. rows];
    }
}
