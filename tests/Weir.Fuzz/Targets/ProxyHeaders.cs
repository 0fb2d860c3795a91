namespace Weir.Fuzz.Targets;

/// <summary>Headers as proxies put them before what they pass on (The PROXY protocol, versions 1 and 2), put together octet by octet.</summary>
internal static class ProxyHeaders
{
    private static readonly byte[] Start = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    /// <summary>Version 2, UDP over IPv4.</summary>
    public static byte[] Datagram4 { get; } = [.. Start, 0x21, 0x12, 0, 12, 192, 0, 2, 1, 192, 0, 2, 2, 0x12, 0x34, 0x12, 0x83];

    /// <summary>Version 2, UDP over IPv6, with a type-length-value of no meaning behind the addresses.</summary>
    public static byte[] Datagram6 { get; } = [.. Start, 0x21, 0x22, 0, 39, .. new byte[36], 4, 0, 0];

    /// <summary>Version 2, of the proxy itself.</summary>
    public static byte[] Local { get; } = [.. Start, 0x20, 0x00, 0, 0];

    /// <summary>Version 2, TCP over IPv4.</summary>
    public static byte[] Stream4 { get; } = [.. Start, 0x21, 0x11, 0, 12, 192, 0, 2, 1, 192, 0, 2, 2, 0x12, 0x34, 0x12, 0x83];

    /// <summary>Version 2, sockets of a host.</summary>
    public static byte[] Unix { get; } = [.. Start, 0x21, 0x31, 0, 216, .. new byte[216]];

    /// <summary>Version 1, TCP over IPv4.</summary>
    public static byte[] Line4 { get; } = [.. "PROXY TCP4 192.0.2.1 198.51.100.2 4660 4739\r\n"u8];

    /// <summary>Version 1, TCP over IPv6.</summary>
    public static byte[] Line6 { get; } = [.. "PROXY TCP6 2001:db8::9 2001:db8::1 258 4739\r\n"u8];

    /// <summary>Version 1, of whom is not known; the longest line there may be.</summary>
    public static byte[] LineUnknown { get; } = [.. "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"u8];
}
