using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.EndToEnd.Tests;

/// <summary>Logs of other programs, and exported files, by the program itself: nfdump is asked what it printed.</summary>
public sealed class LogImportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void What_nfdump_prints_has_nfdumps_totals_from_a_file_and_from_a_pipe()
    {
        using var nfcapd = Nfcapd.Start("nfcapd", _directory["nfcapd"]);
        WeirProgram.Output("generate", "--to", $"netflow9://127.0.0.1:{nfcapd.Port}", "--count", "5000", "--flows-per-second", "5000", "--ipv6", "30", "--seed", "8");
        string file = nfcapd.StopAndFind();
        string csv = _directory["flows.csv"];
        Tool.Output("sh", "-c", $"nfdump -r '{file}' -o csv | tee '{csv}' | '{WeirProgram.Path}' import --as nfdump-csv - --archive '{_directory["piped"]}'");
        // Twice, which is once.
        WeirProgram.Output("import", "--as", "nfdump-csv", csv, "--archive", _directory["archive"]);
        WeirProgram.Output("import", "--as", "nfdump-csv", csv, "--archive", _directory["archive"]);

        string[] summary = Tool.Output("nfdump", "-r", file, "-I").Split('\n');
        long Said(string name) => long.Parse(summary.First(line => line.StartsWith(name + ": ", StringComparison.Ordinal)).AsSpan(name.Length + 2), CultureInfo.InvariantCulture);
        foreach (string archive in (string[])[_directory["piped"], _directory["archive"]])
        {
            Dictionary<int, (long Packets, long Bytes)> sums = ArchiveSums.ByProtocol(archive);
            Assert.Equal((Said("Packets_tcp"), Said("Bytes_tcp")), sums[6]);
            Assert.Equal((Said("Packets_udp"), Said("Bytes_udp")), sums[17]);
            Assert.Equal(Said("Flows"), ArchiveSums.Total(archive).Flows);
        }

        // The same records, by what each of them has.
        string[] printed = [.. Tool.Output("env", "TZ=UTC", "nfdump", "-r", file, "-q", "-N", "-6", "-o", "fmt:%sa,%da,%sp,%dp,%pkt,%byt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => string.Join(',', line.Split(',').Select(static field => field.Trim()))).Order(StringComparer.Ordinal)];
        string[] imported = [.. WeirProgram.Output("flows", "--archive", _directory["archive"], "-n", "10000", "--columns", "src_addr,dst_addr,src_port,dst_port,packets,bytes", "--format", "csv")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Trim()).Order(StringComparer.Ordinal)];
        Assert.Equal(printed.Length, imported.Length);
        Assert.Equal(printed.Where(static line => !line.Contains(",0,", StringComparison.Ordinal)), imported.Where(static line => !line.Contains(",,", StringComparison.Ordinal) && !line.Contains(",0,", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("'{0}' import --as aws-vpc <(cat '{1}') --archive '{2}'")]
    [InlineData("mkfifo '{2}.pipe'; cat '{1}' >'{2}.pipe' & '{0}' import --as aws-vpc '{2}.pipe' --archive '{2}'")]
    [InlineData("'{0}' import --as aws-vpc /dev/stdin --archive '{2}' <'{1}'")]
    public void What_can_be_read_once_is_not_read_for_a_name(string command)
    {
        string log = RepositoryRoot.Path("tests/data/flow-logs/aws-vpc-v2.log");
        Tool.Output("bash", "-c", string.Format(CultureInfo.InvariantCulture, command, WeirProgram.Path, log, _directory["archive"]));
        Assert.Equal(4, ArchiveSums.Total(_directory["archive"]).Flows);
    }

    [Theory]
    [InlineData("zeek", "zeek-conn.log", 8)]
    [InlineData("zeek", "zeek-conn.json", 8)]
    [InlineData("aws-vpc", "aws-vpc-v2.log", 4)]
    [InlineData("aws-vpc", "aws-vpc-v5.log", 2)]
    [InlineData("azure", "azure-nsg-v1.json", 3)]
    [InlineData("azure", "azure-nsg-v2.json", 6)]
    [InlineData("azure", "azure-vnet.json", 6)]
    [InlineData("gcp", "gcp-vpc.ndjson", 3)]
    public void Each_kind_of_log_is_asked_like_any_record(string kind, string fixture, int records)
    {
        WeirProgram.Output("import", "--as", kind, RepositoryRoot.Path("tests/data/flow-logs/" + fixture), "--archive", _directory["archive"]);
        Assert.Equal(records, ArchiveSums.Total(_directory["archive"]).Flows);
    }

    [Fact]
    public void Bad_lines_are_told_and_what_is_wrong_with_the_question_too()
    {
        string log = _directory["flow.log"];
        File.WriteAllText(log, "version srcaddr dstaddr bytes end\n2 10.0.0.1 10.0.0.2 5 1795161600\n2 10.0.0.1 somewhere 5 1795161600\n2 - - - -\n");
        ToolResult some = WeirProgram.Run("import", "--as", "aws-vpc", log, "--archive", _directory["archive"]);
        Assert.Equal(0, some.ExitCode);
        Assert.Contains($"{log}:3: no address: 2 10.0.0.1 somewhere 5 1795161600", some.Error, StringComparison.Ordinal);
        Assert.Contains("1 flow records, 2 bad: 1 no address, 1 without time or addresses", some.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', some.Error);

        File.WriteAllText(log, "2 1 eni nowhere\n");
        Assert.Equal(1, WeirProgram.Run("import", "--as", "aws-vpc", log, "--archive", _directory["archive"]).ExitCode);
        ToolResult other = WeirProgram.Run("import", "--as", "zeek", log, "--archive", _directory["archive"]);
        Assert.Equal((1, true), (other.ExitCode, other.Error.Contains("is no log of Zeek's", StringComparison.Ordinal)));
        foreach (string[] wrong in (string[][])[["--as", "zeek", log, "--log-fields", "a"], ["--as", "zeek", log, "--time-zone", "UTC"], ["--as", "nfdump-csv", log, "--time-zone", "Nowhere/None"], ["--as", "zeek", log, "--filter", "tcp"]])
            Assert.Equal(2, WeirProgram.Run(["import", .. wrong, "--archive", _directory["archive"]]).ExitCode);
    }
}
