using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Weir.App.Operating;

/// <summary>
/// Tells the service manager how far the service is, as sd_notify(3) does: lines of NAME=VALUE in a datagram to the Unix socket that
/// NOTIFY_SOCKET names. Without that variable nobody asked, and nothing is sent. Telling never fails the service.
/// </summary>
internal sealed class ServiceNotifier(string? socketName)
{
    /// <summary>For this process. How often the manager wants to hear that it lives is in WATCHDOG_USEC.</summary>
    public static ServiceNotifier FromEnvironment() => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"))
    {
        WatchdogInterval = Interval(
            Environment.GetEnvironmentVariable("WATCHDOG_USEC"), Environment.GetEnvironmentVariable("WATCHDOG_PID"), Environment.ProcessId),
    };

    /// <summary>After this long without <see cref="Alive"/> the manager ends the service; <see langword="null"/>: it does not look.</summary>
    public TimeSpan? WatchdogInterval { get; init; }

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>A new configuration is being put in force; <see cref="Ready"/> ends that.</summary>
    public void Reloading() => Send(string.Create(CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={MonotonicMicroseconds()}"));

    public void Stopping() => Send("STOPPING=1");

    public void Alive() => Send("WATCHDOG=1");

    internal static TimeSpan? Interval(string? microseconds, string? process, int own)
    {
        if (process is { Length: > 0 } && process != own.ToString(CultureInfo.InvariantCulture)) return null;
        return long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out long span) && span > 0 ? TimeSpan.FromMicroseconds(span) : null;
    }

    // Stopwatch reads CLOCK_MONOTONIC on Linux.
    private static long MonotonicMicroseconds() => (long)(Stopwatch.GetTimestamp() * (1e6 / Stopwatch.Frequency));

    private void Send(string state)
    {
        if (socketName is not { Length: > 1 }) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // An abstract name begins with an octet of zero, written as @.
            string name = socketName[0] == '@' ? '\0' + socketName[1..] : socketName;
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(name));
        }
        catch (SocketException)
        {
            // The manager is not there; the service runs without it.
        }
    }
}
