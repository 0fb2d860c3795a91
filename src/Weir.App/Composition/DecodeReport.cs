using System.Globalization;
using Weir.Collector.Decoding;
using Weir.Wire.Primitives;

namespace Weir.App.Composition;

/// <summary>What a decoder threw away, in words.</summary>
internal static class DecodeReport
{
    /// <summary>«3 UnknownTemplate, 1 BadLength», or nothing where all was well.</summary>
    public static string Problems(DecoderMetrics metrics)
    {
        IEnumerable<string> reasons = Enum.GetValues<DecodeStatus>()
            .Where(reason => metrics.CountOf(reason) > 0)
            .Select(reason => string.Create(CultureInfo.InvariantCulture, $"{metrics.CountOf(reason)} {reason}"));
        return string.Join(", ", reasons);
    }
}
