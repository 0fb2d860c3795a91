using System.Runtime.InteropServices;
using Weir.Capture.AfPacket;
using Weir.Capture.Interop;

namespace Weir.Capture.Tests.AfPacket;

/// <summary>Puts frames on an interface as they are.</summary>
internal sealed unsafe partial class FrameSender : IDisposable
{
    private readonly SocketDescriptor _socket = LibC.Socket(PacketSocket.AddressFamily, PacketSocket.RawType | PacketSocket.CloseOnExec, 0);

    public FrameSender(string interfaceName)
    {
        PacketSocket.LinkAddress address = new()
        {
            Family = PacketSocket.AddressFamily,
            InterfaceIndex = (int)LibC.InterfaceIndex(interfaceName),
        };
        Assert.Equal(0, LibC.Bind(_socket, &address, (uint)sizeof(PacketSocket.LinkAddress)));
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        fixed (byte* octets = frame) Assert.Equal(frame.Length, (int)Write(_socket, octets, (nuint)frame.Length));
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SocketDescriptor socket, byte* octets, nuint count);
}
