using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Weir.Collector.Listening.Interop;
using Weir.Wire.Primitives;

namespace Weir.Collector.Listening;

/// <summary>
/// Native memory for one call of recvmmsg(2): for each datagram its octets, its sender and what the kernel tells of it.
/// <code>
/// sockaddr_in  { family u16, port be16, address be32, … }                             16 octets
/// sockaddr_in6 { family u16, port be16, flow info u32, address 16, scope id u32 }     28 octets
/// cmsghdr      { length u64, level i32, type i32 } followed by timespec { s i64, ns i64 }
/// </code>
/// </summary>
internal sealed unsafe class ReceiveBatch : IDisposable
{
    private const int NameSize = 32;
    private const int ControlSize = 64; // one control message of 32 octets, with room for one nobody asked for
    private const int ControlHeaderSize = 16;
    private const int PortOffset = 2;
    private const int V4AddressOffset = 4;
    private const int V6AddressOffset = 8;

    /// <summary>Slots a power of two apart would share the same few sets of the processor's caches: 33 lines more spreads them.</summary>
    private const int SlotSkew = 33 * 64;

    private readonly int _maxDatagram;
    private readonly byte* _octets;
    private readonly byte* _names;
    private readonly byte* _controls;
    private readonly SocketCalls.IoVec* _vectors;
    private readonly SocketCalls.MMsgHdr* _messages;

    public ReceiveBatch(int size, int maxDatagram)
    {
        Size = size;
        _maxDatagram = maxDatagram;
        int slot = ((maxDatagram + 63) & ~63) + SlotSkew;
        _octets = (byte*)NativeMemory.AlignedAlloc((nuint)size * (nuint)slot, 64);
        _names = (byte*)NativeMemory.AllocZeroed((nuint)size, NameSize);
        _controls = (byte*)NativeMemory.AllocZeroed((nuint)size, ControlSize);
        _vectors = (SocketCalls.IoVec*)NativeMemory.AllocZeroed((nuint)size, (nuint)sizeof(SocketCalls.IoVec));
        _messages = (SocketCalls.MMsgHdr*)NativeMemory.AllocZeroed((nuint)size, (nuint)sizeof(SocketCalls.MMsgHdr));
        for (int i = 0; i < size; i++)
        {
            _vectors[i].Base = _octets + (nint)i * slot;
            _vectors[i].Length = (nuint)maxDatagram;
            _messages[i].Name = _names + i * NameSize;
            _messages[i].Vectors = _vectors + i;
            _messages[i].VectorCount = 1;
            _messages[i].Control = _controls + i * ControlSize;
        }
    }

    /// <summary>Datagrams one call can bring.</summary>
    public int Size { get; }

    /// <summary>Takes what a socket holds, without waiting.</summary>
    /// <returns>Datagrams taken, or -1 with the error in <see cref="Marshal.GetLastPInvokeError"/>.</returns>
    public int Receive(int socket)
    {
        for (int i = 0; i < Size; i++)
        {
            // The kernel wrote the lengths of the last call here.
            _messages[i].NameLength = NameSize;
            _messages[i].ControlLength = ControlSize;
        }

        return SocketCalls.RecvMMsg(socket, _messages, (uint)Size, SocketCalls.DontWait, null);
    }

    /// <summary>Whether a datagram was longer than its place; what there is of it is of no use.</summary>
    public bool IsTruncated(int index) => (_messages[index].Flags & SocketCalls.Truncated) != 0;

    /// <summary>A datagram of the last call.</summary>
    /// <param name="index">Which.</param>
    /// <param name="nowNs">When it came, should the kernel not tell.</param>
    public ReceivedDatagram this[int index, long nowNs]
    {
        get
        {
            ref SocketCalls.MMsgHdr message = ref _messages[index];
            byte* name = message.Name;
            IpAddress address = *(ushort*)name == SocketCalls.Inet6
                ? IpAddress.FromV6(new ReadOnlySpan<byte>(name + V6AddressOffset, 16))
                : IpAddress.FromV4(BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(name + V4AddressOffset)));
            ushort port = (ushort)(name[PortOffset] << 8 | name[PortOffset + 1]);
            int length = Math.Min((int)message.Length, _maxDatagram);
            return new ReceivedDatagram(TimeOf(ref message) ?? nowNs, address, port, new ReadOnlySpan<byte>(message.Vectors->Base, length));
        }
    }

    private static long? TimeOf(ref SocketCalls.MMsgHdr message)
    {
        byte* at = message.Control;
        byte* end = at + message.ControlLength;
        while (end - at >= ControlHeaderSize)
        {
            ulong length = *(ulong*)at;
            if (length < ControlHeaderSize || length > (ulong)(end - at)) return null;
            if (*(int*)(at + 8) == SocketCalls.SocketLevel && *(int*)(at + 12) == SocketCalls.TimestampNs && length >= ControlHeaderSize + 16)
                return *(long*)(at + ControlHeaderSize) * 1_000_000_000 + *(long*)(at + ControlHeaderSize + 8);
            at += (length + 7) & ~7UL;
        }

        return null;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_octets);
        NativeMemory.Free(_names);
        NativeMemory.Free(_controls);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_messages);
    }
}
