using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Weir.Exporter.Transport.Interop;

/// <summary>What the framework's sockets do not tell. Values are those of Linux.</summary>
internal static unsafe partial class SocketIo
{
    private const nuint OutputQueue = 0x5411; // SIOCOUTQ, linux/sockios.h
    private const int LevelTcp = 6;
    private const int TcpInfo = 11;
    private const int TcpUserTimeout = 18;
    private const byte StateClosed = 7; // TCP_CLOSE, net/tcp_states.h

    /// <summary>Octets of a TCP connection that were written and that the other host has not acknowledged, sent or not.</summary>
    /// <returns><see langword="false"/> where the connection is gone: then nobody knows.</returns>
    public static bool TryGetUnacknowledged(Socket socket, out int octets)
    {
        int queued = 0;
        octets = 0;
        try
        {
            if (IoControl(socket.SafeHandle, OutputQueue, &queued) != 0) return false;

            // Asked after the queue: a reset in between empties it.
            Span<byte> state = stackalloc byte[1];
            if (socket.GetRawSocketOption(LevelTcp, TcpInfo, state) < 1 || state[0] == StateClosed) return false;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }

        octets = queued;
        return true;
    }

    /// <summary>Breaks a connection whose other host has acknowledged nothing for this long (RFC 5482).</summary>
    public static void SetUserTimeout(Socket socket, TimeSpan timeout)
    {
        int milliseconds = (int)timeout.TotalMilliseconds;
        socket.SetRawSocketOption(LevelTcp, TcpUserTimeout, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in milliseconds)));
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int IoControl(SafeHandle socket, nuint request, int* value);
}
