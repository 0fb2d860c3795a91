using System.Runtime.InteropServices;
using System.Text;
using Weir.Capture.Netlink;
using Weir.Flows.Interfaces;

namespace Weir.Capture.Interfaces;

/// <summary>
/// Reads one RTM_NEWLINK message (rtnetlink(7)): struct ifinfomsg and attributes behind it.
/// <code>
/// +----------+---------+------------+----------+----------+-----------+--------------
/// | family 8 | pad 8   | type 16    | index 32 | flags 32 | change 32 | attributes …
/// +----------+---------+------------+----------+----------+-----------+--------------
/// </code>
/// </summary>
internal static class LinkMessage
{
    /// <summary>RTM_NEWLINK and RTM_GETLINK.</summary>
    public const ushort NewLink = 16, GetLink = 18;

    /// <summary>Octets of struct ifinfomsg.</summary>
    public const int HeaderSize = 16;

    private const int HardwareTypeOffset = 2, IndexOffset = 4, FlagsOffset = 8;

    // linux/if_link.h
    private const ushort NameAttribute = 3, OperationalStateAttribute = 16, AliasAttribute = 20, Stats64Attribute = 23, PromiscuityAttribute = 30;

    // linux/if.h
    private const uint FlagUp = 1, FlagRunning = 0x40, FlagPromiscuous = 0x100;
    private const byte StateUnknown = 0, StateUp = 6;

    // linux/if_arp.h, and IANAifType-MIB beside it.
    private const ushort ArpEthernet = 1, ArpPpp = 512, ArpTunnel = 768, ArpTunnel6 = 769, ArpLoopback = 772, ArpSit = 776, ArpGre = 778, ArpNone = 65534;
    private const uint TypeOther = 1, TypeEthernet = 6, TypePpp = 23, TypeLoopback = 24, TypeTunnel = 131;

    /// <summary>Reads a message; what it tells of speed and duplex is left to others.</summary>
    /// <param name="body">What stands behind the netlink header.</param>
    /// <returns><see langword="null"/> where it is too short or has no name.</returns>
    public static NetworkInterface? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < HeaderSize) return null;
        uint index = MemoryMarshal.Read<uint>(body[IndexOffset..]);
        uint flags = MemoryMarshal.Read<uint>(body[FlagsOffset..]);
        ushort hardware = MemoryMarshal.Read<ushort>(body[HardwareTypeOffset..]);
        (string? name, string alias, byte state, uint promiscuity) = (null, "", StateUnknown, 0);
        ReadOnlySpan<byte> stats = default;
        for (NetlinkAttributes attributes = new(body[HeaderSize..]); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            switch (type)
            {
                case NameAttribute: name = Text(value); break;
                case AliasAttribute: alias = Text(value); break;
                case OperationalStateAttribute when value.Length >= 1: state = value[0]; break;
                case PromiscuityAttribute when value.Length >= sizeof(uint): promiscuity = MemoryMarshal.Read<uint>(value); break;
                case Stats64Attribute: stats = value; break;
            }
        }

        if (name is null) return null;
        var counters = new LinkStatistics(stats);
        bool isEthernet = hardware == ArpEthernet;
        return new NetworkInterface
        {
            Index = index,
            Name = name,
            Description = alias,
            Type = TypeOf(hardware),
            IsAdministrativelyUp = (flags & FlagUp) != 0,
            // Interfaces without carrier, loopback for one, do not say: then the flag does.
            IsOperationallyUp = state == StateUp || (state == StateUnknown && (flags & FlagRunning) != 0),
            IsPromiscuous = promiscuity > 0 || (flags & FlagPromiscuous) != 0,
            In = counters.In,
            Out = counters.Out,
            Ethernet = isEthernet ? counters.Ethernet : null,
        };
    }

    private static uint TypeOf(ushort hardware) => hardware switch
    {
        ArpEthernet => TypeEthernet,
        ArpLoopback => TypeLoopback,
        ArpPpp => TypePpp,
        ArpTunnel or ArpTunnel6 or ArpSit or ArpGre or ArpNone => TypeTunnel,
        _ => TypeOther,
    };

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));
}
