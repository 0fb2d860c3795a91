namespace Weir.Exporter.Metering;

/// <summary>Which fields of a packet make its flow key. The names are softflowd's.</summary>
public enum TrackingLevel : byte
{
    /// <summary>Addresses, protocol, ports, and the type and code of ICMP.</summary>
    Full,

    /// <summary>Addresses, protocol and ports: the ICMP messages between two hosts are one flow.</summary>
    Port,

    /// <summary>Addresses and protocol.</summary>
    Proto,

    /// <summary>Addresses.</summary>
    Ip,

    /// <summary>As <see cref="Full"/>, and the outermost VLAN.</summary>
    Vlan,

    /// <summary>As <see cref="Vlan"/>, and both MAC addresses.</summary>
    Ether,
}
