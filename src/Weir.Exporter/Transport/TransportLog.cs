using Microsoft.Extensions.Logging;

namespace Weir.Exporter.Transport;

/// <summary>What transports say.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(1, LogLevel.Information, "{Collector}: connected")]
    public static partial void Connected(ILogger logger, string collector);

    [LoggerMessage(2, LogLevel.Warning, "{Collector}: cannot connect: {Reason}; next attempt in {Seconds} s")]
    public static partial void CannotConnect(ILogger logger, string collector, string reason, double seconds);

    [LoggerMessage(3, LogLevel.Warning, "{Collector}: connection lost: {Reason}; {Messages} messages may arrive twice")]
    public static partial void Broken(ILogger logger, string collector, string reason, int messages);

    [LoggerMessage(4, LogLevel.Error, "{Collector}: {Lost} messages lost, {Total} so far: {Reason}")]
    public static partial void Lost(ILogger logger, string collector, long lost, long total, string reason);

    [LoggerMessage(5, LogLevel.Information, "{Collector}: {Messages} messages of an earlier run wait in the spool and go first")]
    public static partial void Inherited(ILogger logger, string collector, long messages);

    [LoggerMessage(6, LogLevel.Error, "{Collector}: the sender ended by a fault; nothing is sent any more")]
    public static partial void Fault(ILogger logger, string collector, Exception fault);

    [LoggerMessage(8, LogLevel.Warning, "{Collector}: it does not know its last session: it has restarted, or is away; {Messages} messages may arrive twice")]
    public static partial void Restarted(ILogger logger, string collector, int messages);

    [LoggerMessage(7, LogLevel.Warning, "{Collector}: {Messages} messages stay in the spool for the next run")]
    public static partial void Left(ILogger logger, string collector, long messages);
}
