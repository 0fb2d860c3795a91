using System.Runtime.InteropServices;
using Weir.Capture.AfPacket;
using Weir.Capture.Interop;

namespace Weir.Capture.Tests.AfPacket;

/// <summary>Puts frames on an interface as they are.</summary>
internal sealed unsafe partial class FrameSender : IDisposable
{
    /// <summary>
    /// PACKET_QDISC_BYPASS. A queue begins to work some time after its interface came up, and drops what is sent before.
    /// What bypasses it is not seen by captures on the sending side.
    /// </summary>
    private const int QueueBypass = 20;

    private readonly SocketDescriptor _socket = LibC.Socket(PacketSocket.AddressFamily, PacketSocket.RawType | PacketSocket.CloseOnExec, 0);

    public FrameSender(string interfaceName, bool bypassesQueue = true)
    {
        PacketSocket.LinkAddress address = new()
        {
            Family = PacketSocket.AddressFamily,
            InterfaceIndex = (int)LibC.InterfaceIndex(interfaceName),
        };
        int bypass = bypassesQueue ? 1 : 0;
        Assert.Equal(0, LibC.SetSocketOption(_socket, PacketSocket.PacketLevel, QueueBypass, &bypass, sizeof(int)));
        Assert.Equal(0, LibC.Bind(_socket, &address, (uint)sizeof(PacketSocket.LinkAddress)));
    }

    public void Send(ReadOnlySpan<byte> frame)
    {
        fixed (byte* octets = frame)
        {
            if (Write(_socket, octets, (nuint)frame.Length) != frame.Length) Assert.Fail(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    /// <summary>Hands the kernel a TCP packet over IPv4 as many: it goes through a cable in one piece, as what a local connection sends.</summary>
    public void SendJoined(ReadOnlySpan<byte> frame, ushort segmentSize)
    {
        const byte NeedsChecksum = 1, Tcp4 = 1, ChecksumOffset = 16;
        const ushort TransportOffset = 14 + 20, HeaderLength = TransportOffset + 20;
        int on = 1, off = 0;
        Assert.Equal(0, LibC.SetSocketOption(_socket, PacketSocket.PacketLevel, PacketSocket.VirtualHeader, &on, sizeof(int)));
        byte[] whole = new byte[10 + frame.Length];
        (whole[0], whole[1]) = (NeedsChecksum, Tcp4);
        BitConverter.TryWriteBytes(whole.AsSpan(2), HeaderLength);
        BitConverter.TryWriteBytes(whole.AsSpan(4), segmentSize);
        BitConverter.TryWriteBytes(whole.AsSpan(6), TransportOffset);
        whole[8] = ChecksumOffset;
        frame.CopyTo(whole.AsSpan(10));
        Send(whole);
        Assert.Equal(0, LibC.SetSocketOption(_socket, PacketSocket.PacketLevel, PacketSocket.VirtualHeader, &off, sizeof(int)));
    }

    public void Dispose() => _socket.Dispose();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SocketDescriptor socket, byte* octets, nuint count);
}
