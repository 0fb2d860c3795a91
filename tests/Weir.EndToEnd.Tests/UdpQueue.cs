using System.Diagnostics;
using System.Globalization;

namespace Weir.EndToEnd.Tests;

/// <summary>What waits in the receive buffer of a port, as the kernel tells it (proc_net_udp).</summary>
internal static class UdpQueue
{
    private const int LocalAddressField = 1;
    private const int QueuesField = 4;

    /// <summary>Waits until the program that listens has taken all that was sent to it: a collector that is ended before loses it.</summary>
    public static void WaitUntilRead(int port, TimeSpan limit)
    {
        long started = Stopwatch.GetTimestamp();
        while (Waiting(port) > 0)
        {
            if (Stopwatch.GetElapsedTime(started) > limit) throw new TimeoutException($"what was sent to port {port} is not being read");
            Thread.Sleep(5);
        }
    }

    private static long Waiting(int port)
    {
        string local = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/udp").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[LocalAddressField].EndsWith(local, StringComparison.Ordinal))
            .Sum(static fields => long.Parse(fields[QueuesField].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
