using System.Globalization;
using Weir.Testing.Processes;

namespace Weir.Testing.Networks;

/// <summary>What waits in the receive buffer of a port, as the kernel tells it (proc_net_udp).</summary>
public static class UdpQueue
{
    private const int LocalAddressField = 1;
    private const int QueuesField = 4;

    /// <summary>
    /// Waits until the program that listens has taken all that was sent to it, and, where the process is told, waits for more: a collector that is ended before loses
    /// it. nfcapd does not look at the datagram it has just taken when it is told to end.
    /// </summary>
    public static void WaitUntilRead(int port, TimeSpan limit, int? process = null)
    {
        bool isRead = SpinWait.SpinUntil(() => Waiting(port) == 0 && (process is not { } id || ProcessState.IsAsleep(id)), limit);
        if (!isRead) throw new TimeoutException($"what was sent to port {port} is not being read");
    }

    private static long Waiting(int port)
    {
        string local = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines("/proc/net/udp").Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[LocalAddressField].EndsWith(local, StringComparison.Ordinal))
            .Sum(static fields => long.Parse(fields[QueuesField].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
