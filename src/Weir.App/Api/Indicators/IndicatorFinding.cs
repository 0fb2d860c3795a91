using System.Globalization;
using Weir.App.Operating.Attention;

namespace Weir.App.Api.Indicators;

/// <summary>An indicator that misses its target, as something to look at.</summary>
internal static class IndicatorFinding
{
    /// <param name="missed">Its state is missed.</param>
    public static Finding Of(Indicator missed) => new(
        missed.Name.Replace('_', '-'),
        IsLoss: false,
        string.Create(CultureInfo.InvariantCulture, $"{missed.Title}: {missed.Value:0.#} {missed.Unit}, {(missed.IsLimit ? "at most" : "at least")} {missed.Target:0.#} are wanted"),
        missed.Name switch
        {
            "storage_left" => "Keep less (retention), sum up and compact more, or make the disk larger",
            "queue_depth" => "The archive is slower than what comes: look at the disk and at the processor; nothing is lost until the journal is full",
            _ => missed.Meaning,
        },
        "/system")
    { Detail = missed.Note };
}
