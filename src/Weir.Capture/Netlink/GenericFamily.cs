using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Capture.Netlink;

/// <summary>
/// A family of generic netlink (linux/genetlink.h): the kernel gives its number and those of its multicast groups when it is loaded.
/// <code>
/// +-----------+-----------+-------------+--------------
/// | command 8 | version 8 | reserved 16 | attributes …      struct genlmsghdr
/// +-----------+-----------+-------------+--------------
/// </code>
/// </summary>
/// <param name="Id">The type of its messages.</param>
/// <param name="Groups">Its multicast groups, by name.</param>
internal sealed record GenericFamily(ushort Id, IReadOnlyDictionary<string, uint> Groups)
{
    /// <summary>NETLINK_GENERIC.</summary>
    public const int Protocol = 16;

    /// <summary>Octets of struct genlmsghdr.</summary>
    public const int HeaderSize = 4;

    // GENL_ID_CTRL, CTRL_CMD_GETFAMILY, and its version.
    private const ushort ControlType = 0x10;
    private const byte GetFamily = 3, ControlVersion = 1;

    // CTRL_ATTR_…, and CTRL_ATTR_MCAST_GRP_… within.
    private const ushort IdAttribute = 1, NameAttribute = 2, GroupsAttribute = 7;
    private const ushort GroupNameAttribute = 1, GroupIdAttribute = 2;

    // GENL_NAMSIZ.
    private const int MaxNameOctets = 16;

    /// <summary>Asks the kernel for a family.</summary>
    /// <param name="socket">A socket of generic netlink.</param>
    /// <param name="name">Its name.</param>
    /// <returns><see langword="null"/> where the kernel has none of that name.</returns>
    /// <exception cref="IOException">The kernel did not answer.</exception>
    public static GenericFamily? Find(NetlinkSocket socket, string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(name.Length, MaxNameOctets, nameof(name));
        Span<byte> request = stackalloc byte[HeaderSize + 2 * MaxNameOctets];
        var writer = new NetlinkAttributeWriter(request);
        writer.WriteRaw((uint)(GetFamily | ControlVersion << 8));
        writer.Write(NameAttribute, name);
        GenericFamily? found = null;
        try
        {
            socket.Request(ControlType, 0, request[..writer.Length], (_, body) => found = Read(body) ?? found);
        }
        catch (NetlinkException refusal) when (refusal.Error == NetlinkException.NoEntry)
        {
            return null;
        }

        return found;
    }

    /// <summary>Reads a CTRL_CMD_NEWFAMILY message.</summary>
    /// <param name="body">What stands behind the netlink header.</param>
    /// <returns><see langword="null"/> where it names no family.</returns>
    public static GenericFamily? Read(ReadOnlySpan<byte> body)
    {
        if (body.Length < HeaderSize) return null;
        ushort? id = null;
        var groups = new Dictionary<string, uint>(StringComparer.Ordinal);
        for (NetlinkAttributes attributes = new(body[HeaderSize..]); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            if (type == IdAttribute && value.Length >= sizeof(ushort)) id = MemoryMarshal.Read<ushort>(value);
            else if (type == GroupsAttribute) ReadGroups(value, groups);
        }

        return id is { } number ? new(number, groups) : null;
    }

    private static void ReadGroups(ReadOnlySpan<byte> list, Dictionary<string, uint> groups)
    {
        for (NetlinkAttributes each = new(list); each.TryRead(out _, out ReadOnlySpan<byte> group);)
        {
            (string? name, uint? id) = (null, null);
            for (NetlinkAttributes attributes = new(group); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
            {
                if (type == GroupNameAttribute) name = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
                else if (type == GroupIdAttribute && value.Length >= sizeof(uint)) id = MemoryMarshal.Read<uint>(value);
            }

            if (name is not null && id is { } number) groups[name] = number;
        }
    }
}
