using System.Net;
using Microsoft.Extensions.Logging;

namespace Weir.Collector.Teeing;

/// <summary>What a tee says.</summary>
internal static partial class TeeLog
{
    [LoggerMessage(30, LogLevel.Warning, "tee udp {EndPoint}: {Dropped} datagrams not sent so far: {Reason}")]
    public static partial void Dropped(ILogger logger, IPEndPoint endPoint, long dropped, string reason);

    [LoggerMessage(31, LogLevel.Warning, "tee udp {EndPoint}: nobody listens there")]
    public static partial void Refused(ILogger logger, IPEndPoint endPoint);
}
