using System.Globalization;
using System.Text.Json;
using Weir.Testing;
using Weir.Testing.Messages;
using Weir.Testing.Processes;
using Weir.Wire.Templates;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.EndToEnd.Tests;

/// <summary>Columns by configuration: decoded, archived, asked for by name, and known to whoever asks the archive later.</summary>
public sealed class ConfiguredColumnTests
{
    private static readonly string[] Columns =
        ["--column", "app_label=35632/118:string", "--column", "user_id=35632/24822:unsigned64", "--column", "proxy_addr=9/12235:address", "--column", "asset_mac=4413/77:mac", "--column", "score=6871/18:unsigned16"];

    // flowEndMilliseconds, source, octets, packets, and what vendors add: a name of any length, a counter, addresses of both kinds.
    private static readonly FieldSpecifier[] Fields =
    [
        new(153, 8), new(8, 4), new(1, 4), new(2, 4),
        new(118, FieldSpecifier.VariableLength, 35632), new(24822, 8, 35632), new(12235, 4, 9), new(77, 6, 4413), new(18, 1, 6871),
    ];

    [Fact]
    public void Elements_of_vendors_are_decoded_archived_and_found_by_their_columns()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        WeirProgram.Output(["import", "--as", "ipfix-file", Messages(directory), "--archive", archive, .. Columns]);

        JsonElement[] top = WeirProgram.Json("top", "--archive", archive, "--by", "app_label,proxy_addr");
        Assert.Equal(
            ["DNS 198.51.100.1 3000", "QUIC.YouTube 198.51.100.2 1000"],
            top.Select(static row => $"{row.GetProperty("app_label")} {row.GetProperty("proxy_addr")} {row.GetProperty("bytes")}"));
        JsonElement one = Assert.Single(WeirProgram.Json("flows", "--archive", archive, "user_id 4294967297 and score > 200 and proxy_addr 198.51.100.0/24 and asset_mac 02:00:00:00:00:01 and app_label DNS"));
        Assert.Equal(
            ("DNS", 4294967297, "198.51.100.1", "02:00:00:00:00:01", 250),
            (one.GetProperty("app_label").GetString(), one.GetProperty("user_id").GetInt64(), one.GetProperty("proxy_addr").GetString(), one.GetProperty("asset_mac").GetString(), one.GetProperty("score").GetInt32()));

        JsonElement[] known = WeirProgram.Json("fields", "--archive", archive);
        Assert.Contains(known, static row => row.GetProperty("name").GetString() == "asset_mac" && row.GetProperty("elements").GetString() == "4413/77" && row.GetProperty("type").GetString() == "mac");
        Assert.DoesNotContain(WeirProgram.Json("fields"), static row => row.GetProperty("name").GetString() == "asset_mac");
    }

    [Fact]
    public void A_later_writer_that_does_not_say_them_goes_on_with_the_archives_columns_and_one_that_says_otherwise_is_refused()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        WeirProgram.Output("import", "--as", "ipfix-file", Messages(directory), "--archive", archive, "--column", "app_label=35632/118:string");
        WeirProgram.Output("import", "--as", "ipfix-file", Messages(directory, 7), "--archive", archive, "--column", "score=6871/18:unsigned8");
        JsonElement[] rows = WeirProgram.Json("flows", "--archive", archive, "app_label DNS");
        Assert.Equal(2, rows.Length);
        Assert.Single(rows, static row => row.GetProperty("score").ValueKind == JsonValueKind.Number);

        ToolResult refused = WeirProgram.Run("import", "--as", "ipfix-file", Messages(directory), "--archive", archive, "--column", "app_label=35632/119:string");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("app_label = 35632/119 string is configured, and cannot be 35632/118 string as well", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_columns_that_was_tampered_with_is_refused_in_words()
    {
        using var directory = new TemporaryDirectory();
        string archive = directory["archive"];
        WeirProgram.Output("import", "--as", "ipfix-file", Messages(directory), "--archive", archive, "--column", "app_label=35632/118:string");
        string file = Path.Combine(archive, "columns.json");
        foreach (string content in (string[])[
            "[]", "{", "{\"columns\":[{\"name\":\"x y\",\"element\":\"1\",\"type\":\"string\"}]}", "{\"columns\":[{\"name\":\"select\",\"element\":\"1\",\"type\":\"string\"}]}",
            "{\"columns\":[{\"name\":\"bytes\",\"element\":\"1\",\"type\":\"string\"}]}", "{\"columns\":[{\"name\":\"x\",\"element\":\"0/1\",\"type\":\"string\"}]}", new string(' ', 70000)])
        {
            File.WriteAllText(file, content);
            ToolResult asked = WeirProgram.Run("top", "--archive", archive);
            Assert.Equal(1, asked.ExitCode);
            Assert.Contains("columns.json", asked.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("app_label=35632/118", "want NAME=ELEMENT:TYPE")]
    [InlineData("app_label=35632/40000:string", "want NAME=ELEMENT:TYPE")]
    [InlineData("App=35632/118:string", "is no name of a column")]
    [InlineData("order=35632/118:string", "is a word of SQL")]
    [InlineData("app=35632/118:string", "is a word of filters")]
    [InlineData("src_addr=35632/118:address", "there is a column 'src_addr' already")]
    public void What_cannot_be_a_column_is_wrong_usage(string column, string why)
    {
        ToolResult refused = WeirProgram.Run("tail", "--column", column);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(why, refused.Error, StringComparison.Ordinal);
    }

    private static string Messages(TemporaryDirectory directory, byte seed = 0)
    {
        uint now = (uint)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        byte[] content = Ipfix(
            now, 0, 1,
            Set(2, Template(256, Fields)),
            Set(256, Record(now, 1, 3000, "DNS", 4294967297, 1, 250), Record(now, 2, 1000, "QUIC.YouTube", 7, 2, 9)));
        string path = directory["messages" + seed.ToString(CultureInfo.InvariantCulture)];
        File.WriteAllBytes(path, seed == 0 ? content : [.. content, .. Ipfix(now, 2, 1)]);
        return path;
    }

    private static byte[] Record(uint now, byte host, uint octets, string label, ulong user, byte proxy, byte score)
    {
        Octets record = new Octets().U32((uint)((ulong)now * 1000 >> 32), (uint)((ulong)now * 1000)).Raw([192, 0, 2, host]).U32(octets, 1);
        return record.Raw([(byte)label.Length, .. System.Text.Encoding.UTF8.GetBytes(label)]).U32((uint)(user >> 32), (uint)user)
            .Raw([198, 51, 100, proxy]).Raw([2, 0, 0, 0, 0, proxy]).Raw([score]).ToArray();
    }
}
