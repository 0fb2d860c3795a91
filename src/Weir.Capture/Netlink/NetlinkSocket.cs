using System.ComponentModel;
using System.Runtime.InteropServices;
using Weir.Capture.Interop;

namespace Weir.Capture.Netlink;

/// <summary>A netlink socket (netlink(7)) that asks the kernel and reads its answer.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int AddressFamily = 16;
    private const int RawType = 3;
    private const int CloseOnExec = 0x80000;
    private const int NetlinkLevel = 270;
    private const int CapAcknowledgement = 10, ExtendedAcknowledgement = 11, StrictCheck = 12;
    private const int SocketLevel = 1, ReceiveTimeout = 20;

    // Page sized is enough for all messages but those of interfaces with many virtual functions; the kernel fills up to 32 KiB.
    private const int BufferSize = 64 * 1024;

    private readonly SocketDescriptor _socket;
    private readonly byte[] _buffer = new byte[BufferSize];
    private uint _sequence;

    private NetlinkSocket(SocketDescriptor socket) => _socket = socket;

    /// <summary>Opens a socket of a netlink family.</summary>
    /// <exception cref="IOException">The kernel has no such family.</exception>
    public static NetlinkSocket Open(int protocol)
    {
        SocketDescriptor socket = LibC.Socket(AddressFamily, RawType | CloseOnExec, protocol);
        if (socket.IsInvalid) throw Failure("socket");
        int one = 1;
        // Old kernels have no strict checking; dumps are right without it.
        _ = LibC.SetSocketOption(socket, NetlinkLevel, StrictCheck, &one, sizeof(int));
        // Nor do they say more than an error number, and they send the request back with it.
        _ = LibC.SetSocketOption(socket, NetlinkLevel, CapAcknowledgement, &one, sizeof(int));
        _ = LibC.SetSocketOption(socket, NetlinkLevel, ExtendedAcknowledgement, &one, sizeof(int));
        long* oneSecond = stackalloc long[2] { 1, 0 };
        _ = LibC.SetSocketOption(socket, SocketLevel, ReceiveTimeout, oneSecond, 2 * sizeof(long));
        return new(socket);
    }

    /// <summary>Asks for a dump and gives each message of the answer to a reader.</summary>
    /// <param name="type">Type of the request.</param>
    /// <param name="body">What stands behind the header of the request.</param>
    /// <param name="read">Called with type and body of each message; the octets are borrowed.</param>
    /// <returns>Whether the answer is whole; <see langword="false"/> where what it tells of changed meanwhile, and it should be asked again.</returns>
    /// <exception cref="IOException">The kernel did not answer, or refused: a <see cref="NetlinkException"/>.</exception>
    public bool Dump(ushort type, ReadOnlySpan<byte> body, MessageReader read)
    {
        Send(type, NetlinkHeader.DumpRequest, body);
        bool consistent = true;
        while (true)
        {
            int received = Receive();
            for (NetlinkMessages messages = new(_buffer.AsSpan(0, received)); messages.TryRead(out NetlinkHeader header, out ReadOnlySpan<byte> content);)
            {
                if (header.Sequence != _sequence) continue;
                consistent &= (header.Flags & NetlinkHeader.Inconsistent) == 0;
                if (header.Type == NetlinkHeader.Done) return consistent;
                if (header.Type == NetlinkHeader.Error) throw NetlinkException.Read(header.Flags, content);
                read(header.Type, content);
            }
        }
    }

    /// <summary>Asks for something to be done, or for one thing, and waits until the kernel has done it.</summary>
    /// <param name="type">Type of the request.</param>
    /// <param name="flags">Flags beside those every request has.</param>
    /// <param name="body">What stands behind the header of the request.</param>
    /// <param name="read">Called with what is answered before the acknowledgement; the octets are borrowed.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    /// <exception cref="IOException">The kernel did not answer.</exception>
    public void Request(ushort type, ushort flags, ReadOnlySpan<byte> body, MessageReader? read = null)
    {
        Send(type, (ushort)(flags | NetlinkHeader.Acknowledge), body);
        while (true)
        {
            int received = Receive();
            for (NetlinkMessages messages = new(_buffer.AsSpan(0, received)); messages.TryRead(out NetlinkHeader header, out ReadOnlySpan<byte> content);)
            {
                if (header.Sequence != _sequence) continue;
                if (header.Type != NetlinkHeader.Error)
                {
                    read?.Invoke(header.Type, content);
                    continue;
                }

                NetlinkException answer = NetlinkException.Read(header.Flags, content);
                if (answer.Error != 0) throw answer;
                return;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>Reads one message.</summary>
    public delegate void MessageReader(ushort type, ReadOnlySpan<byte> body);

    private void Send(ushort type, ushort flags, ReadOnlySpan<byte> body)
    {
        Span<byte> request = stackalloc byte[NetlinkHeader.Size + body.Length];
        var header = new NetlinkHeader((uint)request.Length, type, (ushort)(NetlinkHeader.Request | flags), ++_sequence, 0);
        MemoryMarshal.Write(request, header);
        body.CopyTo(request[NetlinkHeader.Size..]);
        fixed (byte* octets = request)
        {
            if (LibC.Send(_socket, octets, (nuint)request.Length, 0) != request.Length) throw Failure("send");
        }
    }

    private int Receive()
    {
        fixed (byte* octets = _buffer)
        {
            nint received = LibC.Receive(_socket, octets, (nuint)_buffer.Length, 0);
            return received > 0 ? (int)received : throw Failure("recv");
        }
    }

    private static IOException Failure(string call) => new($"netlink {call}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
