using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Text;
using Weir.Capture.Filtering;
using Weir.Capture.Interop;
using Weir.Wire.Packets;

namespace Weir.Capture.AfPacket;

/// <summary>The steps that open a packet socket, each with its way to fail. Nothing is queued before the last one, the binding.</summary>
internal static unsafe class AfPacketOpening
{
    private const ushort HardwareEthernet = 1, HardwareRawIp = 519, HardwareLoopback = 772, HardwareNone = 0xFFFE;

    private static readonly FilterInstruction[] PassNothing = [new(FilterCode.Return, 0, 0, 0)];

    public static AfPacketSource Open(AfPacketOptions options)
    {
        string name = options.InterfaceName;
        uint blocks = CheckedBlocks(options);
        uint index = LibC.InterfaceIndex(name);
        if (index == 0) throw new AfPacketException($"{name}: there is no such interface; there are {KnownInterfaces()}.");

        SocketDescriptor socket = LibC.Socket(
            PacketSocket.AddressFamily, PacketSocket.RawType | PacketSocket.CloseOnExec, 0);
        PacketRing? ring = null;
        try
        {
            if (socket.IsInvalid) throw Refused(name, "open a packet socket");
            if ((InterfaceRequest(socket, name, PacketSocket.GetInterfaceFlags) & PacketSocket.InterfaceIsUp) == 0)
                throw new AfPacketException($"{name}: the interface is down; bring it up with 'ip link set {name} up'.");
            ushort hardware = InterfaceRequest(socket, name, PacketSocket.GetHardwareAddress);
            LinkType linkType = LinkTypeOf(name, hardware);

            if (hardware == HardwareLoopback) options = options with { IgnoreOutgoing = true };
            // Kernels before 4.20 do not know it; the ring's reader leaves outgoing packets out as well.
            if (options.IgnoreOutgoing) _ = TrySet(socket, PacketSocket.IgnoreOutgoing, 1);
            if (!TrySet(socket, PacketSocket.Version, PacketSocket.TpacketV3)) throw Refused(name, "set TPACKET_V3");
            FilterInstruction[]? filter = options.Filter is { } expression ? FilterCompiler.ForInterface(expression, name, linkType) : null;
            // Until it is one of its group, a socket would have all packets, those too that another one of the group has.
            if (options.FanoutGroup is not null) Attach(socket, name, PassNothing);
            else if (filter is not null) Attach(socket, name, filter);
            // A kernel that does not give it leaves joined packets as one packet with their true octets.
            bool hasVirtualHeader = TrySet(socket, PacketSocket.VirtualHeader, 1);
            ring = MapRing(socket, name, blocks, options.BlockTimeout, hasVirtualHeader);
            Bind(socket, name, (int)index);
            if (options.FanoutGroup is { } group) Join(socket, name, group, filter);
            if (options.Promiscuous) BePromiscuous(socket, name, (int)index);
            return new(options, socket, ring, linkType, index);
        }
        catch
        {
            socket.Dispose();
            ring?.Dispose();
            throw;
        }
    }

    private static uint CheckedBlocks(AfPacketOptions options)
    {
        if (options.RingOctets is < PacketRing.BlockSize or > AfPacketOptions.MaxRingOctets
            || options.RingOctets % PacketRing.BlockSize != 0)
        {
            throw new AfPacketException(
                $"{options.InterfaceName}: a ring of {options.RingOctets} octets; it must be a multiple of {PacketRing.BlockSize} "
                + $"up to {AfPacketOptions.MaxRingOctets}.");
        }

        return (uint)(options.RingOctets / PacketRing.BlockSize);
    }

    private static PacketRing MapRing(SocketDescriptor socket, string name, uint blocks, TimeSpan blockTimeout, bool hasVirtualHeader)
    {
        PacketSocket.RingRequest request = new()
        {
            BlockSize = PacketRing.BlockSize,
            BlockCount = blocks,
            FrameSize = PacketRing.FrameSize,
            FrameCount = PacketRing.BlockSize / PacketRing.FrameSize * blocks,
            RetireMilliseconds = (uint)Math.Max(1, blockTimeout.TotalMilliseconds),
        };
        uint size = (uint)sizeof(PacketSocket.RingRequest);
        if (LibC.SetSocketOption(socket, PacketSocket.PacketLevel, PacketSocket.RxRing, &request, size) != 0)
            throw Refused(name, $"make a ring of {blocks} MiB");
        nint memory = LibC.MapMemory(
            0, (nuint)blocks * PacketRing.BlockSize, PacketSocket.ReadWriteProtection, PacketSocket.SharedMapping, socket, 0);
        return memory != -1 ? new((byte*)memory, blocks, hasVirtualHeader) : throw Refused(name, "map the ring");
    }

    private static void Bind(SocketDescriptor socket, string name, int index)
    {
        PacketSocket.LinkAddress address = new()
        {
            Family = PacketSocket.AddressFamily,
            Protocol = PacketSocket.AllProtocols,
            InterfaceIndex = index,
        };
        if (LibC.Bind(socket, &address, (uint)sizeof(PacketSocket.LinkAddress)) != 0) throw Refused(name, "bind to the interface");
    }

    private static void Join(SocketDescriptor socket, string name, ushort group, FilterInstruction[]? filter)
    {
        // The upper half chooses how packets are divided: by hash is 0.
        if (!TrySet(socket, PacketSocket.Fanout, group)) throw Refused(name, $"join the fanout group {group}");
        int unused = 0;
        if (filter is not null) Attach(socket, name, filter);
        else if (LibC.SetSocketOption(socket, PacketSocket.SocketLevel, PacketSocket.DetachFilter, &unused, sizeof(int)) != 0)
            throw Refused(name, "open the socket to packets");
    }

    private static void Attach(SocketDescriptor socket, string name, FilterInstruction[] program)
    {
        fixed (FilterInstruction* instructions = program)
        {
            PacketSocket.FilterRequest request = new() { Length = (ushort)program.Length, Instructions = (nint)instructions };
            uint size = (uint)sizeof(PacketSocket.FilterRequest);
            if (LibC.SetSocketOption(socket, PacketSocket.SocketLevel, PacketSocket.AttachFilter, &request, size) != 0)
                throw Refused(name, $"have the kernel run a filter of {program.Length} instructions");
        }
    }

    private static void BePromiscuous(SocketDescriptor socket, string name, int index)
    {
        PacketSocket.Membership membership = new() { InterfaceIndex = index, Type = PacketSocket.MembershipPromiscuous };
        uint size = (uint)sizeof(PacketSocket.Membership);
        if (LibC.SetSocketOption(socket, PacketSocket.PacketLevel, PacketSocket.AddMembership, &membership, size) != 0)
            throw Refused(name, "make the interface promiscuous");
    }

    private static LinkType LinkTypeOf(string name, ushort hardware) => hardware switch
    {
        // The kernel gives loopback packets an Ethernet header with zero addresses.
        HardwareEthernet or HardwareLoopback => LinkType.Ethernet,
        HardwareNone or HardwareRawIp => LinkType.RawIp,
        _ => throw new AfPacketException(
            $"{name}: hardware type {hardware} is not read; Ethernet, loopback and tunnels of bare IP packets are."),
    };

    /// <summary>Asks for 16 bits that lie behind the name in a struct ifreq: the flags, or the hardware type.</summary>
    private static ushort InterfaceRequest(SocketDescriptor socket, string name, nuint request)
    {
        byte* ifreq = stackalloc byte[40];
        new Span<byte>(ifreq, 40).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(ifreq, PacketSocket.InterfaceNameSize - 1));
        if (LibC.IoControl(socket, request, ifreq) != 0) throw Refused(name, "ask for the interface's state");
        return *(ushort*)(ifreq + PacketSocket.InterfaceNameSize);
    }

    private static bool TrySet(SocketDescriptor socket, int option, int value) =>
        LibC.SetSocketOption(socket, PacketSocket.PacketLevel, option, &value, sizeof(int)) == 0;

    private static AfPacketException Refused(string name, string what)
    {
        int error = Marshal.GetLastPInvokeError();
        return new(error switch
        {
            PacketSocket.NotPermitted or PacketSocket.AccessDenied =>
                $"{name}: capturing is not permitted; it takes the capability CAP_NET_RAW, or root.",
            PacketSocket.OutOfMemory => $"{name}: cannot {what}: the kernel has no memory for it; choose a smaller ring.",
            _ => $"{name}: cannot {what}: {Marshal.GetPInvokeErrorMessage(error)}.",
        });
    }

    private static string KnownInterfaces()
    {
        string names = string.Join(", ", NetworkInterface.GetAllNetworkInterfaces().Select(static each => each.Name));
        return names.Length == 0 ? "none" : names;
    }
}
