using Microsoft.Extensions.Logging;

namespace Weir.Exporter.Exporting;

/// <summary>What an exporting process says.</summary>
internal static partial class ExportingLog
{
    [LoggerMessage(40, LogLevel.Warning, "{Collector}: NetFlow v5 has no form for IPv6; such flows are counted but not exported. netflow9 and ipfix carry them")]
    public static partial void Ipv6NotExportable(ILogger logger, string collector);

    [LoggerMessage(41, LogLevel.Warning, "{Collector}: NetFlow v5 cannot tell a sampling rate of {Rate}, only up to {Most}, which it is told; netflow9 and ipfix can")]
    public static partial void SamplingRateTooHigh(ILogger logger, string collector, uint rate, uint most);

    [LoggerMessage(42, LogLevel.Error, "{Collector}: exporting ended by a fault; nothing is sent any more")]
    public static partial void Fault(ILogger logger, string collector, Exception fault);

    [LoggerMessage(43, LogLevel.Warning, "{Collector}: too slow: {Records} flow records dropped, {Total} so far")]
    public static partial void Dropped(ILogger logger, string collector, int records, long total);
}
