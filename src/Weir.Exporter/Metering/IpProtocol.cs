namespace Weir.Exporter.Metering;

/// <summary>The IP protocol numbers that metering tells apart (IANA protocol numbers).</summary>
internal static class IpProtocol
{
    public const byte Tcp = 6;
    public const byte Udp = 17;
    public const byte Dccp = 33;
    public const byte Sctp = 132;
    public const byte UdpLite = 136;

    /// <summary>Whether packets of this protocol begin with two 16-bit ports.</summary>
    public static bool HasPorts(byte protocol) => protocol is Tcp or Udp or Dccp or Sctp or UdpLite;
}
