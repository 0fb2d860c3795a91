using System.Globalization;
using Weir.Collector.Decoding;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>What a decoder threw away, in words.</summary>
internal static class DecodeReport
{
    /// <summary>«3 UnknownTemplate, 1 BadLength», or nothing where all was well. What waited for its template and was decoded is well.</summary>
    public static string Problems(DecoderMetrics metrics)
    {
        IEnumerable<string> reasons = Enum.GetValues<DecodeStatus>()
            .Select(reason => (Reason: reason, Count: metrics.CountOf(reason) - (reason == DecodeStatus.UnknownTemplate ? metrics.LateDataSets : 0)))
            .Where(counted => counted.Count > 0)
            .Select(counted => string.Create(CultureInfo.InvariantCulture, $"{counted.Count} {counted.Reason}"));
        return string.Join(", ", reasons);
    }
}
