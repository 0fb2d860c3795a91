using System.Runtime.InteropServices;

namespace Weir.Capture.Netlink;

/// <summary>Walks the messages of one datagram of the kernel. A message whose length cannot be ends the walk.</summary>
internal ref struct NetlinkMessages(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>Reads the next message; its body is a part of the datagram.</summary>
    public bool TryRead(out NetlinkHeader header, out ReadOnlySpan<byte> body)
    {
        header = default;
        body = default;
        if (_rest.Length < NetlinkHeader.Size) return false;
        header = MemoryMarshal.Read<NetlinkHeader>(_rest);
        if (header.Length < NetlinkHeader.Size || header.Length > _rest.Length) return false;
        body = _rest[NetlinkHeader.Size..(int)header.Length];
        _rest = _rest[Math.Min(_rest.Length, NetlinkAttributes.Aligned((int)header.Length))..];
        return true;
    }
}
