namespace Weir.Wire.SFlow;

/// <summary>
/// The data formats of sFlow v5: 20 bits of enterprise, 12 of format; these are of enterprise 0 (sflow.org: «sFlow Version 5», sections 5.2
/// and 5.3; «sFlow Dropped Packet Notification Structures»; «sFlow Port NAT Structures»; «sFlow OpenFlow Structures»).
/// </summary>
public static class SFlowFormats
{
    // Samples.
    public const uint FlowSample = 1, CounterSample = 2, ExpandedFlowSample = 3, ExpandedCounterSample = 4, DiscardedPacket = 5;

    // Records of flow samples and discarded packets: the packet.
    public const uint RawHeader = 1, EthernetFrame = 2, Ipv4 = 3, Ipv6 = 4;

    // And what the device knows of its way.
    public const uint Switch = 1001, Router = 1002, Gateway = 1003, User = 1004, Url = 1005, Mpls = 1006, Nat = 1007, MplsTunnel = 1008,
        MplsVc = 1009, MplsFtn = 1010, MplsLdpFec = 1011, VlanTunnel = 1012, NatPort = 1020, EgressQueue = 1036, Acl = 1037, Function = 1038;

    // Records of counter samples.
    public const uint InterfaceCounters = 1, EthernetCounters = 2, Processor = 1001, PortName = 1005;
}
