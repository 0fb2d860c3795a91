using System.Globalization;
using System.Net;
using System.Text;
using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>
/// Draws a series as SVG (Scalable Vector Graphics 1.1): areas that stand on each other where the measure adds up, lines where it does
/// not; scales, legend, no script.
/// </summary>
internal static class SeriesPlot
{
    private const int Width = 960, Height = 420, Left = 80, Right = 40, Top = 36, Bottom = 48, LegendRow = 18;
    private const double Rounding = 1 + 1e-9; // of doubles

    /// <summary>Colours that those who do not see all colours can tell apart (Okabe and Ito 2008), and grey for all others.</summary>
    private static readonly string[] Colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"];
    private const string OthersColour = "#999999";

    public static string Of(SeriesResult result)
    {
        (string Heading, double[] Values)[] lines = [.. SeriesReport.Lines(result).Select(line => (line.Heading, line.Line.Values.Select(value => SeriesReport.Number(value, result.Measure)).ToArray()))];
        bool stacks = result.Measure.IsAdditive;
        double most = Most(lines, result.Count, stacks);
        int height = Height + lines.Length * LegendRow;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{height}\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"20\" font-size=\"14\">{Escaped(Title(result))}</text>\n");
        double step = PlotSteps.OfValues(most);
        most = Math.Ceiling(most / step / Rounding) * step;
        Scales(svg, result, step, most);
        double[] below = new double[result.Count];
        for (int i = 0; i < lines.Length; i++)
        {
            string colour = i >= result.Lines.Count && result.Dimensions.Count > 0 ? OthersColour : Colours[i % Colours.Length];
            svg.Append(stacks ? Area(lines[i].Values, below, most, colour) : Line(lines[i].Values, most, colour));
            int y = Height + i * LegendRow;
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Left}\" y=\"{y - 10}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{Left + 18}\" y=\"{y}\">{Escaped(lines[i].Heading)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Title(SeriesResult result) =>
        string.Join(", ", result.Dimensions.Select(static column => column.Name).Prepend(result.Measure.Name)) + " over time, UTC" + (result.Count == 0 ? "" : $", from {ValueText.Time(result.StartNs)[..16].Replace('T', ' ')}");

    private static double Most((string Heading, double[] Values)[] lines, int count, bool stacks)
    {
        double most = 0;
        for (int i = 0; i < count; i++)
        {
            double here = 0;
            foreach ((_, double[] values) in lines) here = double.IsNaN(values[i]) ? here : stacks ? here + values[i] : Math.Max(here, values[i]);
            most = Math.Max(most, here);
        }

        return most > 0 ? most : 1;
    }

    private static void Scales(StringBuilder svg, SeriesResult result, double step, double most)
    {
        ValueKind kind = QueryReport.Column(new(result.Measure)).Kind;
        for (int tick = 0; tick * step <= most * Rounding; tick++)
        {
            double value = tick * step;
            double y = Y(value, most);
            string text = ValueText.Of(kind is ValueKind.Time or ValueKind.Duration ? (long)value : value, kind);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{y:0.#}\" y2=\"{y:0.#}\" stroke=\"#dddddd\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.#}\" text-anchor=\"end\">{Escaped(text)}</text>\n");
        }

        if (result.Count == 0) return;
        long length = result.Count * result.BucketNs;
        long apart = PlotSteps.OfTime(length);
        for (long time = (result.StartNs + apart - 1) / apart * apart; time <= result.StartNs + length; time += apart)
        {
            double x = Left + (double)(time - result.StartNs) / length * (Width - Left - Right);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.#}\" x2=\"{x:0.#}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\" stroke=\"#999999\"/><text x=\"{x:0.#}\" y=\"{Height - Bottom + 18}\" text-anchor=\"middle\">{PlotSteps.Name(time, apart)}</text>\n");
        }
    }

    private static string Area(double[] values, double[] below, double most, string colour)
    {
        var upper = new StringBuilder();
        var lower = new List<string>();
        for (int i = 0; i < values.Length; i++)
        {
            lower.Add(Point(i, values.Length, below[i], most));
            below[i] += double.IsNaN(values[i]) ? 0 : values[i];
            upper.Append(i == 0 ? "M" : "L").Append(Point(i, values.Length, below[i], most));
        }

        lower.Reverse();
        return values.Length == 0 ? "" : $"<path d=\"{upper}L{string.Join('L', lower)}Z\" fill=\"{colour}\" fill-opacity=\"0.85\"/>\n";
    }

    // A line is broken where there is no value.
    private static string Line(double[] values, double most, string colour)
    {
        var path = new StringBuilder();
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) path.Append(i == 0 || double.IsNaN(values[i - 1]) ? "M" : "L").Append(Point(i, values.Length, values[i], most));
        }

        return path.Length == 0 ? "" : $"<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>\n";
    }

    private static string Point(int bucket, int buckets, double value, double most) =>
        string.Create(CultureInfo.InvariantCulture, $"{Left + (bucket + 0.5) / buckets * (Width - Left - Right):0.#},{Y(value, most):0.#}");

    private static double Y(double value, double most) => Height - Bottom - value / most * (Height - Top - Bottom);

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
