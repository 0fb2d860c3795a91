using System.Net;
using Microsoft.Extensions.Logging;

namespace Weir.Collector.Listening;

/// <summary>What a listener says.</summary>
internal static partial class ListenerLog
{
    [LoggerMessage(20, LogLevel.Information, "listening on udp {Endpoint}, receive buffer {Octets} octets")]
    public static partial void Listening(ILogger logger, IPEndPoint endpoint, int octets);

    [LoggerMessage(21, LogLevel.Warning,
        "udp {Endpoint} has a receive buffer of {Octets} octets, {Asked} were asked for: raise it with sysctl -w net.core.rmem_max={Asked}, or give the process CAP_NET_ADMIN")]
    public static partial void SmallBuffer(ILogger logger, IPEndPoint endpoint, int octets, int asked);

    [LoggerMessage(22, LogLevel.Warning, "the kernel dropped {Dropped} datagrams at udp {Endpoint} since the last such line: its receive buffer was full or checksums were wrong")]
    public static partial void KernelDrops(ILogger logger, IPEndPoint endpoint, long dropped);

    [LoggerMessage(23, LogLevel.Error, "receiving on udp {Endpoint} fails: {Reason}")]
    public static partial void ReceiveFailed(ILogger logger, IPEndPoint endpoint, string reason);
}
