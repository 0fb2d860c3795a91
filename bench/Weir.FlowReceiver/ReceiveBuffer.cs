using System.Net.Sockets;

namespace Weir.FlowReceiver;

/// <summary>The socket's receive buffer.</summary>
internal static class ReceiveBuffer
{
    private const int SolSocket = 1;
    private const int ReceiveBufferForce = 33;
    private const int Octets = 64 << 20;

    /// <summary>Asks for more than the system allows anybody, and for what it allows where this is not root.</summary>
    public static void Enlarge(Socket socket)
    {
        try
        {
            socket.SetRawSocketOption(SolSocket, ReceiveBufferForce, BitConverter.GetBytes(Octets));
        }
        catch (SocketException)
        {
            socket.ReceiveBufferSize = Octets;
        }
    }
}
