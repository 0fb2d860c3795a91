using Weir.Query.Results;

namespace Weir.App.Output;

/// <summary>Says that sums were scaled, and what could not be.</summary>
internal static class SamplingNote
{
    /// <summary>A line for people; <see langword="null"/> where nothing was scaled.</summary>
    public static string? Of(QueryTotals totals)
    {
        if (totals.Scaled == 0) return null;
        string scaled = $"sums are estimates: {totals.Scaled} of {totals.Flows} records were multiplied by their sampling rate (--no-scale gives them as sent)";
        return totals.UnknownRate == 0 ? scaled : $"{scaled}; {totals.UnknownRate} records of unknown rate were not scaled";
    }
}
