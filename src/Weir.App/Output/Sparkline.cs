namespace Weir.App.Output;

/// <summary>Values over time in one line of a terminal: a block for each, as high as its part of the largest.</summary>
internal static class Sparkline
{
    /// <summary>Blocks at most: beside a heading and figures in a terminal of 120 columns.</summary>
    public const int Width = 60;

    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>Writes values; where there are more than <see cref="Width"/>, several share a block by their mean.</summary>
    /// <param name="values">None below zero; no number where there is no value.</param>
    public static string Of(IReadOnlyList<double> values)
    {
        int blocks = Math.Min(values.Count, Width);
        double[] means = new double[blocks];
        for (int i = 0; i < blocks; i++)
        {
            int from = i * values.Count / blocks;
            int to = (i + 1) * values.Count / blocks;
            double sum = 0;
            for (int at = from; at < to; at++) sum += double.IsNaN(values[at]) ? 0 : values[at];
            means[i] = sum / (to - from);
        }

        double largest = means.DefaultIfEmpty(0).Max();
        // Nothing is not little: it has no block.
        return string.Concat(means.Select(mean => mean <= 0 || largest <= 0 ? ' ' : Blocks[(int)Math.Min(Blocks.Length - 1, mean / largest * Blocks.Length)]));
    }
}
