using System.Text.Json;
using Weir.App.Output;
using Weir.Wire.Primitives;

namespace Weir.App.Tests.Output;

public sealed class ReportWriterTests
{
    private static readonly Report Sample = new(
        [new("src_addr", ValueKind.Text), new("time_flow_start_ns", ValueKind.Time), new("bytes", ValueKind.Octets), new("name", ValueKind.Text), new("vlan_id", ValueKind.Number)],
        [
            [IpAddress.FromV4(0xC0000201), 1_700_000_000_123_456_789L, 12_345_678_901UL, "a \"b\", c", null],
            [new IpAddress(0x20010DB8_00000000, 1), 0L, ulong.MaxValue, "line\nbreak", (ushort)7],
        ]);

    [Fact]
    public void Json_has_addresses_as_text_times_as_nanoseconds_and_nulls()
    {
        using var document = JsonDocument.Parse(Write(OutputFormat.Json));
        JsonElement[] rows = [.. document.RootElement.EnumerateArray()];
        Assert.Equal("192.0.2.1", rows[0].GetProperty("src_addr").GetString());
        Assert.Equal(1_700_000_000_123_456_789, rows[0].GetProperty("time_flow_start_ns").GetInt64());
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("vlan_id").ValueKind);
        Assert.Equal("2001:db8::1", rows[1].GetProperty("src_addr").GetString());
        Assert.Equal(ulong.MaxValue, rows[1].GetProperty("bytes").GetUInt64());
    }

    [Fact]
    public void Ndjson_has_one_object_a_line()
    {
        string[] lines = Write(OutputFormat.Ndjson).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public void Csv_quotes_what_would_break_a_line() => Assert.Equal(
        "src_addr,time_flow_start_ns,bytes,name,vlan_id\n"
        + "192.0.2.1,1700000000123456789,12345678901,\"a \"\"b\"\", c\",\n"
        + "2001:db8::1,0,18446744073709551615,\"line\nbreak\",7\n",
        Write(OutputFormat.Csv));

    [Fact]
    public void An_empty_answer_is_an_empty_array_and_no_lines()
    {
        Assert.Equal("[]\n", Write(OutputFormat.Json, Sample with { Rows = [] }));
        Assert.Equal("", Write(OutputFormat.Ndjson, Sample with { Rows = [] }));
    }

    [Fact]
    public void A_table_shows_units_totals_and_footnote()
    {
        string text = Write(OutputFormat.Table, Sample with { Totals = ["total", "", "30 GB", "", ""], Footnote = "2 of 2 records" });
        Assert.Contains("12.3 GB", text, StringComparison.Ordinal);
        Assert.Contains("2023-11-14T22:13:20.123Z", text, StringComparison.Ordinal);
        Assert.Contains("30 GB", text, StringComparison.Ordinal);
        Assert.EndsWith("2 of 2 records\n", text, StringComparison.Ordinal);
    }

    private static string Write(OutputFormat format, Report? report = null)
    {
        using var output = new StringWriter { NewLine = "\n" };
        ReportWriter.Write(report ?? Sample, format, output);
        return output.ToString();
    }
}
