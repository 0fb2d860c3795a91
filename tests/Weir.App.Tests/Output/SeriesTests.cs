using System.Buffers.Binary;
using System.Xml.Linq;
using Weir.App.Output;
using Weir.Flows.Columns;
using Weir.Query.Planning;
using Weir.Query.Results;
using Weir.Testing;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Output;

/// <summary>A series in a terminal, as rows, and drawn.</summary>
public sealed class SeriesTests
{
    private const long Minute = 60_000_000_000;

    [Theory]
    [InlineData(new double[0], "")]
    [InlineData(new double[] { 0, 0 }, "  ")]
    [InlineData(new double[] { 1, 2, 4, 8 }, "▂▃▅█")]
    [InlineData(new double[] { 0, double.NaN, 8 }, "  █")]
    public void A_sparkline_is_as_high_as_its_part_of_the_largest(double[] values, string expected) => Assert.Equal(expected, Sparkline.Of(values));

    [Fact]
    public void Many_buckets_share_blocks()
    {
        string line = Sparkline.Of([.. Enumerable.Range(0, 1000).Select(static i => (double)i)]);
        Assert.Equal(Sparkline.Width, line.Length);
        Assert.Equal(('▁', '█'), (line[0], line[^1]));
    }

    [Fact]
    public void Programs_get_a_row_for_each_bucket_of_each_group()
    {
        Report report = SeriesReport.Of(Result(Measure.Bytes), OutputFormat.Csv);
        Assert.Equal(["time", "proto", "is_other", "bytes"], report.Columns.Select(static column => column.Name));
        Assert.Equal([[0L, 6UL, false, 1UL], [0L, null, true, 5UL], [Minute, 6UL, false, 2UL], [Minute, null, true, 0UL]], report.Rows);
        Report whole = SeriesReport.Of(Result(Measure.Bytes) with { Dimensions = [], Lines = [] }, OutputFormat.Json);
        Assert.Equal([[0L, 5UL], [Minute, 0UL]], whole.Rows);
    }

    [Theory]
    [InlineData("bytes", "#0072B2", "Z")]
    [InlineData("bps", "stroke-width", "M")]
    public void A_drawing_is_well_formed_and_has_every_group(string measure, string has, string path)
    {
        SeriesResult result = Result(MeasureText.Parse(measure));
        var svg = XDocument.Parse(SeriesPlot.Of(result));
        Assert.Equal("svg", svg.Root!.Name.LocalName);
        Assert.Contains(has, svg.ToString(), StringComparison.Ordinal);
        string[] texts = [.. svg.Descendants().Where(static one => one.Name.LocalName == "text").Select(static one => one.Value)];
        Assert.Contains("tcp", texts);
        Assert.Contains("other", texts);
        XElement[] paths = [.. svg.Descendants().Where(static one => one.Name.LocalName == "path")];
        Assert.Equal(2, paths.Length);
        Assert.All(paths, one => Assert.Contains(path, one.Attribute("d")!.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void Headings_are_text_whatever_they_hold()
    {
        var name = new ResultColumn((Dimension)FlowColumns.ApplicationName);
        SeriesResult result = Result(Measure.Bytes) with { Dimensions = [name], Lines = [new([ResultValue.Of("</text><script>&")], [ResultValue.Of(1UL), ResultValue.Of(2UL)])] };
        Assert.DoesNotContain(XDocument.Parse(SeriesPlot.Of(result)).Descendants(), static one => one.Name.LocalName == "script");
        XDocument.Parse(SeriesPlot.Of(result with { Count = 0, Lines = [], Others = null }));
    }

    [Theory]
    [InlineData(0.7, 0.2)]
    [InlineData(6, 1)]
    [InlineData(2_310_000, 500_000)]
    [InlineData(6.1e12, 2e12)]
    public void Scales_of_values_have_round_steps(double most, double step) => Assert.Equal(step, PlotSteps.OfValues(most), step / 1000);

    [Theory]
    [InlineData(5, 1, "08:00:01")]
    [InlineData(60, 10, "08:00:10")]
    [InlineData(6 * 3600, 3600, "09:00")]
    [InlineData(86400, 6 * 3600, "14:00")]
    [InlineData(30 * 86400, 7 * 86400, "2026-11-27")]
    [InlineData(100L * 365 * 86400, 17L * 364 * 86400, "2043")]
    public void Scales_of_time_have_the_steps_of_clocks_and_calendars(long seconds, long step, string name)
    {
        long begin = new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Equal(step * 1_000_000_000, PlotSteps.OfTime(seconds * 1_000_000_000));
        Assert.StartsWith(name, PlotSteps.Name((begin + step) * 1_000_000_000, step * 1_000_000_000), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_has_twice_the_pixels_of_the_drawing_and_its_text()
    {
        Tool.Require("rsvg-convert");
        using var directory = new TemporaryDirectory();
        SeriesResult result = Result(Measure.Bytes);
        PngDrawing.Write(SeriesPlot.Of(result), directory["drawn.png"]);
        byte[] drawn = File.ReadAllBytes(directory["drawn.png"]);
        Assert.Equal("\u0089PNG", System.Text.Encoding.Latin1.GetString(drawn, 0, 4));
        Assert.Equal(1920, BinaryPrimitives.ReadInt32BigEndian(drawn.AsSpan(16))); // the width, in IHDR
        PngDrawing.Write(SeriesPlot.Of(result).Replace(">tcp<", "><", StringComparison.Ordinal), directory["mute.png"]);
        Assert.NotEqual(drawn, File.ReadAllBytes(directory["mute.png"]));
        Assert.Contains("rsvg-convert", Assert.Throws<IOException>(() => PngDrawing.Write("no drawing", directory["none.png"])).Message, StringComparison.Ordinal);
    }

    private static SeriesResult Result(Measure measure)
    {
        ResultValue Value(ulong value) => measure.Type == ResultType.Real ? ResultValue.Of((double)value) : ResultValue.Of(value);
        return new(
            [new((Dimension)FlowColumns.Proto)], measure, 0, Minute, 2, [new([ResultValue.Of(6UL)], [Value(1), Value(2)])], new([], [Value(5), Value(0)]), default);
    }
}
