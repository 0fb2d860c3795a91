using System.Net;
using Microsoft.Extensions.Logging;

namespace Weir.Collector.Listening.Streams;

/// <summary>What a listener for streams says.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(25, LogLevel.Information, "listening on {Transport} {Endpoint}")]
    public static partial void Listening(ILogger logger, string transport, EndPoint? endpoint);

    [LoggerMessage(26, LogLevel.Warning, "{Transport} connection of {Peer} refused: {Reason} ({Refused} refused so far)")]
    public static partial void Refused(ILogger logger, string transport, IPEndPoint peer, string reason, long refused);

    [LoggerMessage(27, LogLevel.Warning, "{Transport} connection of {Peer} ended: {Reason}")]
    public static partial void EndedEarly(ILogger logger, string transport, IPEndPoint peer, string reason);

    [LoggerMessage(28, LogLevel.Error, "accepting on {Transport} {Endpoint} fails: {Reason}")]
    public static partial void AcceptFailed(ILogger logger, string transport, EndPoint? endpoint, string reason);
}
