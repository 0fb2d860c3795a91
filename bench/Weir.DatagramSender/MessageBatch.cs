using System.Runtime.InteropServices;

namespace Weir.DatagramSender;

/// <summary>Datagrams that are handed to the kernel with one call (sendmmsg(2)).</summary>
internal sealed unsafe partial class MessageBatch
{
    private readonly Message* _messages;
    private readonly Vector* _vectors;

    public MessageBatch(int size)
    {
        _messages = (Message*)NativeMemory.AllocZeroed((nuint)size, (nuint)sizeof(Message));
        _vectors = (Vector*)NativeMemory.AllocZeroed((nuint)size, (nuint)sizeof(Vector));
        for (int i = 0; i < size; i++)
        {
            _messages[i].Vectors = _vectors + i;
            _messages[i].VectorCount = 1;
        }
    }

    /// <summary>Times that the kernel took none: nobody listens at the moment.</summary>
    public long Refused { get; private set; }

    public void Set(int index, nint address, int length)
    {
        _vectors[index].Address = address;
        _vectors[index].Length = (nuint)length;
    }

    public void Send(SafeHandle socket, int count)
    {
        for (int done = 0; done < count;)
        {
            int taken = SendMany((int)socket.DangerousGetHandle(), _messages + done, (uint)(count - done), 0);
            if (taken > 0) done += taken;
            else Refused++;
        }
    }

    [LibraryImport("libc", EntryPoint = "sendmmsg")]
    private static partial int SendMany(int socket, Message* messages, uint count, int flags);

    // struct iovec, and struct mmsghdr with its struct msghdr, of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct Vector
    {
        public nint Address;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public nint Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public nint Control;
        public nuint ControlLength;
        public int Flags;
        public int HeaderEnd;
        public uint Sent;
        public int End;
    }
}
