using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>What users read of <c>weir archive</c>, and what its words do.</summary>
public sealed class ArchiveCommandTests : IDisposable
{
    // 2026-11-20T08:00:00Z and an hour later.
    private const long First = 1_795_161_600, Second = First + 3600;

    private readonly TemporaryDirectory _directory = new();

    public ArchiveCommandTests()
    {
        string log = _directory["flow.log"];
        File.WriteAllLines(log, [
            "srcaddr dstaddr srcport dstport protocol packets bytes start end",
            .. Enumerable.Range(0, 300).Select(static i => string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i % 200} 192.0.2.1 {1024 + i} {(i % 3 == 0 ? 53 : 443)} {(i % 3 == 0 ? 17 : 6)} 1 100 {First} {(i < 200 ? First : Second) + i % 60}")),
        ]);
        WeirProgram.Output("import", "--as", "aws-vpc", log, "--archive", Archive);
    }

    private string Archive => _directory["archive"];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Info_tells_of_each_table_its_hours_files_rows_and_octets()
    {
        JsonElement flows = Assert.Single(WeirProgram.Json("archive", "info", "--archive", Archive));
        Assert.Equal(("flows", 1, 2, 2, 0, 300L), (flows.GetProperty("table").GetString(), flows.GetProperty("days").GetInt32(), flows.GetProperty("hours").GetInt32(), flows.GetProperty("files").GetInt32(), flows.GetProperty("compact").GetInt32(), flows.GetProperty("rows").GetInt64()));
        Assert.Equal(Directory.GetFiles(Archive, "*.parquet", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length), flows.GetProperty("bytes").GetInt64());
        Assert.Equal((First * 1_000_000_000, Second * 1_000_000_000), (flows.GetProperty("oldest").GetInt64(), flows.GetProperty("newest").GetInt64()));

        WeirProgram.Output("archive", "compact", "--archive", Archive, "--rollup", "proto+dst_port@1h");
        JsonElement[] tables = WeirProgram.Json("archive", "info", "--archive", Archive);
        Assert.Contains("rollup-1h/proto+dst_port", tables.Select(static table => table.GetProperty("table").GetString()));
        Assert.Equal(4, tables.Single(static table => table.GetProperty("table").GetString() == "rollup-1h/proto+dst_port").GetProperty("rows").GetInt64());
        string shown = WeirProgram.Output("archive", "info", "--archive", Archive);
        Assert.Contains("2026-11-20T08:00:00.000Z", shown, StringComparison.Ordinal);
        Assert.Contains("bytes_row", shown, StringComparison.Ordinal);
        ToolResult missing = WeirProgram.Run("archive", "info", "--archive", _directory["nowhere"]);
        Assert.Equal((1, $"weir: no archive at {_directory["nowhere"]}"), (missing.ExitCode, missing.Error.Trim()));
    }

    [Fact]
    public void Retain_says_what_would_go_removes_it_and_takes_no_other_words()
    {
        string[] tooOld = ["archive", "retain", "--archive", Archive, "--max-size", "4K"];
        JsonElement[] plan = WeirProgram.Json([.. tooOld, "--dry-run"]);
        Assert.Equal((First * 1_000_000_000, "flows", "size"), (plan[0].GetProperty("hour").GetInt64(), plan[0].GetProperty("table").GetString(), plan[0].GetProperty("reason").GetString()));
        Assert.Equal(300, ArchiveSums.Total(Archive).Flows);

        JsonElement[] removed = WeirProgram.Json(tooOld);
        Assert.Equal(plan.Select(static row => row.GetRawText()), removed.Select(static row => row.GetRawText()));
        Assert.Equal(plan.Length == 1 ? 100 : 0, ArchiveSums.Total(Archive).Flows);
        Assert.Contains("total", WeirProgram.Output("archive", "retain", "--archive", Archive, "--keep", "flows=1h", "--dry-run"), StringComparison.Ordinal);

        (string[] Words, string Message)[] wrong =
        [
            ([], "say what is kept"), (["--keep", "flows"], "want TABLE=AGE"), (["--keep", "nonesuch=1d"], "want TABLE=AGE"), (["--keep", "flows=soon"], "want TABLE=AGE"), (["--max-size", "much"], "want a number"),
        ];
        foreach ((string[] words, string message) in wrong)
        {
            ToolResult refused = WeirProgram.Run(["archive", "retain", "--archive", Archive, .. words]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Export_goes_into_files_and_pipes_and_import_brings_it_back()
    {
        string parquet = _directory["flows.parquet"];
        WeirProgram.Output("archive", "export", "--archive", Archive, "--to", parquet);
        WeirProgram.Output("archive", "import", parquet, "--archive", _directory["other"]);
        WeirProgram.Output("archive", "import", parquet, Archive, "--archive", _directory["both"]);
        Assert.Equal((300L, 300L, 30_000L), ArchiveSums.Total(_directory["other"]));
        Assert.Equal(600, ArchiveSums.Total(_directory["both"]).Flows);
        WeirProgram.Output("archive", "import", Archive, parquet, "--archive", _directory["both"]);
        Assert.Equal(600, ArchiveSums.Total(_directory["both"]).Flows);

        string lines = _directory["lines"];
        Tool.Output("sh", "-c", $"for i in 1 2; do '{WeirProgram.Path}' archive export --archive '{Archive}' --to - --format csv --since '2026-11-20 09:00' 'udp' >> '{lines}'; done");
        string[] csv = File.ReadAllLines(lines);
        Assert.Equal(2 * (1 + 33), csv.Length);
        Assert.Equal(2, csv.Count(static line => line.StartsWith("time_received_ns,", StringComparison.Ordinal)));
        Tool.Output("sh", "-c", $"'{WeirProgram.Path}' archive export --archive '{Archive}' --to - --format ndjson | head -1 | grep -q '\"src_addr\":\"10.0.0.'");
    }

    [Fact]
    public void Export_and_import_say_what_would_be_right()
    {
        (string[] Words, int Code, string Message)[] wrong =
        [
            (["export", "--to", "x.doc"], 2, "want an ending of .parquet"), (["export", "--to", "-"], 2, "--format"), (["export", "--to", "-", "--format", "parquet"], 2, "a file is wanted"),
            (["export", "--to", _directory["x.csv"], "--table", "counters", "tcp"], 2, "a filter chooses flow records"), (["export", "--to", _directory["x.csv"], "--table", "nonesuch"], 2, "there are flows"),
            (["export", "--to", _directory["x.csv"], "port 9999"], 1, "was not written"), (["export", "--to", "/proc/none/x.csv"], 1, "weir: "),
            (["import", _directory["none.parquet"]], 2, "no such file"), (["import", _directory["flow.log"]], 1, "flow.log: "), (["import", Archive], 2, "is the archive that it would be imported into"),
        ];
        foreach ((string[] words, int code, string message) in wrong)
        {
            ToolResult refused = WeirProgram.Run(["archive", .. words, "--archive", Archive]);
            Assert.True(refused.ExitCode == code && refused.Error.Contains(message, StringComparison.Ordinal), $"{string.Join(' ', words)}: {refused.ExitCode} {refused.Error}");
            Assert.Single(refused.Error.Trim().Split('\n'));
        }
    }
}
