using Weir.App.Operating.Metrics;

namespace Weir.App.Tests.Operating.Metrics;

/// <summary>The text format, with everything that has to be escaped.</summary>
public sealed class PrometheusTextTests
{
    [Fact]
    public void Samples_stand_below_their_help_and_type()
    {
        string text = new PrometheusText()
            .Begin(new("a_total", InstrumentKind.Counter, "line\nand \\ and \"", static _ => []))
            .Sample("a_total", 12345678901234, ("x", "q\"\\\n"), ("y", ""))
            .Begin(new("b", InstrumentKind.Gauge, "c", static _ => [])).Sample("b", 0.5)
            .ToString();

        Assert.Equal(
            "# HELP a_total line\\nand \\\\ and \"\n# TYPE a_total counter\na_total{x=\"q\\\"\\\\\\n\",y=\"\"} 12345678901234\n# HELP b c\n# TYPE b gauge\nb 0.5\n",
            text);
    }
}
