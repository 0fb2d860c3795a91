using Weir.App.Operating.Metrics;
using Weir.Testing.Processes;

namespace Weir.App.Tests.Operating.Metrics;

/// <summary>What Prometheus reads: by its own checker, and by the names that people were promised.</summary>
public sealed class StatusMetricsTests
{
    [Fact]
    public void Promtool_has_nothing_to_say()
    {
        Tool.Require("promtool");

        ToolResult result = Tool.Run("promtool", ["check", "metrics"], input: StatusMetrics.Render(SampleStatus.Of("a", "b")));

        Assert.Equal((0, ""), (result.ExitCode, result.Error + result.Output));
    }

    [Theory]
    [InlineData("weir_flowexport_datagrams_total{collector=\"a\",protocol=\"ipfix\"} 0")]
    [InlineData("weir_flowexport_bytes_total{collector=\"a\",protocol=\"ipfix\"} 0")]
    [InlineData("weir_flowexport_errors_total{collector=\"a\",protocol=\"ipfix\"} 0")]
    [InlineData("weir_flowexport_flows_total{collector=\"a\"} 0")]
    [InlineData("weir_flowexport_queue_drops_total{collector=\"a\"} 0")]
    [InlineData("weir_flowexport_samples_total{interface=\"eth0\"} 9")]
    [InlineData("weir_flowexport_flows_active 4")]
    [InlineData("weir_flowexport_spool_depth{collector=\"a\"} 0")]
    [InlineData("weir_flowexport_drops_total{collector=\"a\",reason=\"queue_full\"} 0")]
    [InlineData("weir_capture_ring_drops_total{interface=\"eth0\"} 2")]
    [InlineData("weir_metering_not_metered_total{interface=\"eth0\",reason=\"sampled_out\"} 1")]
    [InlineData("weir_metering_not_metered_total{interface=\"eth0\",reason=\"no_room\"} 3")]
    [InlineData("weir_metering_no_room_octets_total{interface=\"eth0\"} 300")]
    [InlineData("weir_metering_table_capacity{interface=\"eth0\"} 1000")]
    [InlineData("weir_metering_sampling_rate{interface=\"eth0\"} 8")]
    [InlineData("weir_metering_expiry_lateness_seconds_bucket{interface=\"eth0\",le=\"+Inf\"} 0")]
    [InlineData("weir_flowcollect_drops_total{reason=\"kernel\"} 3")]
    [InlineData("weir_flowcollect_decode_drops_total{reason=\"unknown_template\"} 0")]
    [InlineData("process_start_time_seconds 1.5")]
    public void Names_are_as_promised(string line) => Assert.Contains("\n" + line + "\n", StatusMetrics.Render(SampleStatus.Of("a")), StringComparison.Ordinal);

    [Fact]
    public void What_is_not_configured_is_not_told()
    {
        string text = StatusMetrics.Render(new(null, [], null, null, default));

        Assert.DoesNotContain("weir_", text, StringComparison.Ordinal);
    }
}
