using System.Runtime.InteropServices;
using System.Text;

namespace Weir.Capture.Netlink;

/// <summary>The kernel refused a request.</summary>
internal sealed class NetlinkException : IOException
{
    /// <summary>ENOENT, EPERM, EEXIST, ENODEV, EINVAL, EOPNOTSUPP.</summary>
    public const int NoEntry = 2, NotPermitted = 1, Exists = 17, NoDevice = 19, Invalid = 22, NotSupported = 95;

    // struct nlmsgerr: an error number and the header of the request.
    private const int AttributesOffset = sizeof(int) + NetlinkHeader.Size;

    // NLM_F_ACK_TLVS, NLMSGERR_ATTR_MSG.
    private const ushort HasAttributes = 0x200, TextAttribute = 1;

    private NetlinkException(int error, string message)
        : base(message) => Error = error;

    /// <summary>The error number of the system, positive; 0 is the acknowledgement that all went well.</summary>
    public int Error { get; }

    /// <summary>Reads what an NLMSG_ERROR message says.</summary>
    /// <param name="flags">Flags of its header.</param>
    /// <param name="content">What stands behind its header.</param>
    public static NetlinkException Read(ushort flags, ReadOnlySpan<byte> content)
    {
        if (content.Length < sizeof(int)) return new(Invalid, "netlink: refused");
        int error = -MemoryMarshal.Read<int>(content);
        string text = Marshal.GetPInvokeErrorMessage(error);
        if ((flags & HasAttributes) != 0 && content.Length > AttributesOffset && Said(content[AttributesOffset..]) is { } said) text = $"{text} ({said})";
        return new(error, $"netlink: {text}");
    }

    private static string? Said(ReadOnlySpan<byte> octets)
    {
        for (NetlinkAttributes attributes = new(octets); attributes.TryRead(out ushort type, out ReadOnlySpan<byte> value);)
        {
            if (type == TextAttribute) return Encoding.UTF8.GetString(value.TrimEnd((byte)0));
        }

        return null;
    }
}
