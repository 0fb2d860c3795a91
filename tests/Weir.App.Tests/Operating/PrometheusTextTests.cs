using Weir.App.Operating;

namespace Weir.App.Tests.Operating;

/// <summary>The text format, with everything that has to be escaped.</summary>
public sealed class PrometheusTextTests
{
    [Fact]
    public void Samples_stand_below_their_help_and_type()
    {
        string text = new PrometheusText()
            .Counter("a_total", "line\nand \\ and \"")
            .Sample("a_total", 12345678901234, ("x", "q\"\\\n"), ("y", ""))
            .Gauge("b", "c").Sample("b", 0.5)
            .ToString();

        Assert.Equal(
            "# HELP a_total line\\nand \\\\ and \"\n# TYPE a_total counter\na_total{x=\"q\\\"\\\\\\n\",y=\"\"} 12345678901234\n# HELP b c\n# TYPE b gauge\nb 0.5\n",
            text);
    }
}
