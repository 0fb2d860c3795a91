using System.Net;
using Microsoft.Extensions.Logging;

namespace Weir.App.Operating;

/// <summary>What <c>weir run</c> tells people.</summary>
internal static partial class OperatingLog
{
    [LoggerMessage(1, LogLevel.Information, "metering {Interface}")]
    public static partial void LogMetering(this ILogger logger, string @interface);

    [LoggerMessage(2, LogLevel.Warning, "{Problem} It is tried again every second.")]
    public static partial void LogInterfaceNotOpen(this ILogger logger, string problem);

    [LoggerMessage(3, LogLevel.Warning, "interface {Interface} went away; its flows were exported")]
    public static partial void LogInterfaceGone(this ILogger logger, string @interface);

    [LoggerMessage(4, LogLevel.Error, "interface {Interface}: metering does not end; its flows may be lost")]
    public static partial void LogInterfaceStuck(this ILogger logger, string @interface);

    [LoggerMessage(5, LogLevel.Information, "collector {Collector}: exporting {Protocol} to {EndPoint}")]
    public static partial void LogExporting(this ILogger logger, string collector, string protocol, IPEndPoint endPoint);

    [LoggerMessage(6, LogLevel.Warning, "collector {Collector}: {What}")]
    public static partial void LogMissing(this ILogger logger, string collector, string what);

    [LoggerMessage(7, LogLevel.Warning, "collector {Collector}: no way to {EndPoint} ({Problem}); it is tried again")]
    public static partial void LogUnreachable(this ILogger logger, string collector, IPEndPoint endPoint, string problem);

    [LoggerMessage(8, LogLevel.Warning, "{Section} is configured but not running: it is not available in this build")]
    public static partial void LogNotRunning(this ILogger logger, string section);

    [LoggerMessage(9, LogLevel.Warning, "flow-export has no collector: flows are metered and told to nobody")]
    public static partial void LogNobodyToTell(this ILogger logger);

    [LoggerMessage(10, LogLevel.Information, "configuration {Path} is in force")]
    public static partial void LogInForce(this ILogger logger, string path);

    [LoggerMessage(11, LogLevel.Error, "configuration {Path} is wrong ({Problems} problems); the last good one stays in force")]
    public static partial void LogKept(this ILogger logger, string path, int problems);

    [LoggerMessage(12, LogLevel.Error, "configuration could not be put in force as a whole: {Problem}")]
    public static partial void LogNotApplied(this ILogger logger, string problem);

    [LoggerMessage(13, LogLevel.Error, "{Component} failed")]
    public static partial void LogFailed(this ILogger logger, Exception failure, string component);

    [LoggerMessage(14, LogLevel.Information, "control socket {Path}")]
    public static partial void LogControl(this ILogger logger, string path);

    [LoggerMessage(15, LogLevel.Information, "metrics at http://{EndPoint}/metrics")]
    public static partial void LogMetrics(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(17, LogLevel.Information, "metrics by OTLP to {Receiver} every {Seconds} s")]
    public static partial void LogOtlp(this ILogger logger, Uri receiver, double seconds);

    [LoggerMessage(18, LogLevel.Warning, "OTLP: {Receiver} does not take metrics; it is tried again each time")]
    public static partial void LogOtlpFails(this ILogger logger, Uri receiver);

    [LoggerMessage(19, LogLevel.Information, "OTLP: {Receiver} takes metrics again")]
    public static partial void LogOtlpAgain(this ILogger logger, Uri receiver);

    [LoggerMessage(16, LogLevel.Warning, "{Setting} changed; that takes effect at the next start")]
    public static partial void LogNeedsRestart(this ILogger logger, string setting);

    [LoggerMessage(17, LogLevel.Warning, "{What}")]
    public static partial void LogSourceLacks(this ILogger logger, string what);

    [LoggerMessage(18, LogLevel.Information, "networks file {File}: {Networks} networks")]
    public static partial void LogNetworks(this ILogger logger, string file, int networks);

    [LoggerMessage(19, LogLevel.Error, "{Problem}; the networks stay as they were")]
    public static partial void LogNetworksKept(this ILogger logger, string problem);

    [LoggerMessage(30, LogLevel.Information, "sampling: {Line}")]
    public static partial void LogSampling(this ILogger logger, string line);

    [LoggerMessage(31, LogLevel.Warning, "{Source} does not run: {Missing} The rest goes on; SIGHUP tries again.")]
    public static partial void LogSourceMissing(this ILogger logger, string source, string missing);

    [LoggerMessage(32, LogLevel.Error, "sampling does not end; interfaces may still be sampled")]
    public static partial void LogSamplerStuck(this ILogger logger);

    [LoggerMessage(40, LogLevel.Information, "console at {Address}")]
    public static partial void LogConsole(this ILogger logger, Uri address);

    [LoggerMessage(42, LogLevel.Warning, "console: {Address} is reached by others without HTTPS: they can read passwords and answers; a certificate and its key protect them")]
    public static partial void LogConsoleReadable(this ILogger logger, string address);

    [LoggerMessage(43, LogLevel.Error, "console: {Wrong}; users stay as they were")]
    public static partial void LogAccountsWrong(this ILogger logger, string wrong);

    [LoggerMessage(44, LogLevel.Error, "console: {File} cannot be written, and who asks what is not written down until it can: {Why}")]
    public static partial void LogAuditLost(this ILogger logger, string file, string why);

    [LoggerMessage(45, LogLevel.Warning, "console: there is no user in {File}, so that nobody may sign in: weir user add NAME --role admin --users {File}")]
    public static partial void LogNobodyMaySignIn(this ILogger logger, string file);

    [LoggerMessage(46, LogLevel.Warning, "console: {Provider} signs nobody in: {Why}")]
    public static partial void LogSignOnFailed(this ILogger logger, string provider, string why);

    [LoggerMessage(41, LogLevel.Error, "console: {Path} could not be answered; this is a defect")]
    public static partial void LogApiDefect(this ILogger logger, Exception failure, string path);
}
