using System.Runtime.InteropServices;

namespace Weir.Capture.Netlink;

/// <summary>
/// struct nlmsghdr (netlink(7)), in host byte order.
/// <code>
/// +----------------+--------+---------+------------+---------+
/// | length 32      | type 16| flags 16| sequence 32| port 32 |
/// +----------------+--------+---------+------------+---------+
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NetlinkHeader(uint Length, ushort Type, ushort Flags, uint Sequence, uint Port)
{
    /// <summary>Octets of the header.</summary>
    public const int Size = 16;

    public const ushort Request = 1, Acknowledge = 4, DumpRequest = 0x300;

    /// <summary>NLM_F_CREATE, and NLM_F_EXCL: fail where there is one already.</summary>
    public const ushort Create = 0x400, Exclusive = 0x200;

    /// <summary>NLM_F_DUMP_INTR: what is dumped changed while it was.</summary>
    public const ushort Inconsistent = 0x10;

    public const ushort Error = 2, Done = 3;
}
