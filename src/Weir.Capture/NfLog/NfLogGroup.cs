using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Weir.Capture.Netlink;

namespace Weir.Capture.NfLog;

/// <summary>Opens a socket that a log group's packets are sent to: one request, so that no packet comes under half of the settings.</summary>
internal static class NfLogGroup
{
    private const int NetfilterFamily = 12;
    private const int Busy = 16, NotSupported = 95, NoSuchFamily = 22;

    // enum nfulnl_attr_config, and what they take.
    private const ushort Command = 1, Mode = 2, BufferSize = 3, TimeoutAttribute = 4, QueueThreshold = 5, Flags = 6;
    private const byte Bind = 1, CopyPacket = 2;
    private const ushort NumberPackets = 1;

    /// <summary>NFULNL_NLBUFSIZ_MAX: octets of a datagram at most.</summary>
    private const uint KernelBuffer = 128 * 1024;

    public static NetlinkListener Open(NfLogOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.CopyRange);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.QueueThreshold, NfLogOptions.MaxQueueThreshold);
        NetlinkListener socket = NetlinkListener.Open(NetfilterFamily, options.BufferOctets);
        Span<byte> request = stackalloc byte[64];
        int length = Write(request, options);
        int error = socket.Request(NfLogMessage.ConfigType, request[..length]);
        if (error == 0) return socket;
        socket.Dispose();
        // A group that is taken is refused with the error of who may not ask.
        throw Refused(options.Group, error == NetlinkListener.NotPermitted && socket.IsAdministrator ? Busy : error);
    }

    /// <summary>Writes struct nfgenmsg and the attributes of a configuration.</summary>
    /// <returns>Octets written.</returns>
    internal static int Write(Span<byte> to, NfLogOptions options)
    {
        to.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], options.Group);
        int at = NfLogMessage.HeaderSize;
        Put(to, ref at, Command, 1)[0] = Bind;
        Span<byte> mode = Put(to, ref at, Mode, 6);
        BinaryPrimitives.WriteUInt32BigEndian(mode, (uint)options.CopyRange);
        mode[4] = CopyPacket;
        BinaryPrimitives.WriteUInt32BigEndian(Put(to, ref at, BufferSize, sizeof(uint)), KernelBuffer);
        BinaryPrimitives.WriteUInt32BigEndian(Put(to, ref at, TimeoutAttribute, sizeof(uint)), (uint)Math.Max(1, options.Timeout.TotalMilliseconds / 10));
        BinaryPrimitives.WriteUInt32BigEndian(Put(to, ref at, QueueThreshold, sizeof(uint)), (uint)Math.Max(1, options.QueueThreshold));
        BinaryPrimitives.WriteUInt16BigEndian(Put(to, ref at, Flags, sizeof(ushort)), NumberPackets);
        return at;
    }

    private static Span<byte> Put(Span<byte> to, ref int at, ushort type, int length)
    {
        const int header = 4;
        MemoryMarshal.Write(to[at..], (ushort)(header + length));
        MemoryMarshal.Write(to[(at + 2)..], type);
        Span<byte> value = to.Slice(at + header, length);
        at += NetlinkAttributes.Aligned(header + length);
        return value;
    }

    private static NfLogException Refused(ushort group, int error) => new(error switch
    {
        NetlinkListener.NotPermitted => $"nflog {group}: listening is not permitted; it takes the capability CAP_NET_ADMIN, or root.",
        Busy => $"nflog {group}: another program listens to this group; choose another group, here and in the rule.",
        NoSuchFamily or NotSupported => $"nflog {group}: the kernel has no packet logging; load it with 'modprobe nfnetlink_log'.",
        _ => $"nflog {group}: cannot listen: {Marshal.GetPInvokeErrorMessage(error)}.",
    });
}
