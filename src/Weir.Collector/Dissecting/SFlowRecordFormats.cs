using Weir.Wire.SFlow;
using static Weir.Collector.Dissecting.SFlowFieldType;

namespace Weir.Collector.Dissecting;

/// <summary>
/// The records of sFlow that are shown field by field (sflow.org: «sFlow Version 5» section 5.3, «sFlow LAG Counters Structure», «sFlow Host Structures», «sFlow Dropped
/// Packet Notification Structures», «sFlow Port NAT Structures»). A new one is one row; what has none is shown as octets.
/// </summary>
internal static class SFlowRecordFormats
{
    private static readonly Dictionary<uint, SFlowRecordFormat> OfPackets = new()
    {
        [SFlowFormats.EthernetFrame] = new("ethernet", Fields("length sourceMac:mac destinationMac:mac type")),
        [SFlowFormats.Ipv4] = new("ipv4", Fields("length protocol sourceAddress:ipv4 destinationAddress:ipv4 sourcePort destinationPort tcpFlags tos")),
        [SFlowFormats.Ipv6] = new("ipv6", Fields("length protocol sourceAddress:ipv6 destinationAddress:ipv6 sourcePort destinationPort tcpFlags priority")),
        [SFlowFormats.Switch] = new("extendedSwitch", Fields("sourceVlan sourcePriority destinationVlan destinationPriority")),
        [SFlowFormats.Router] = new("extendedRouter", Fields("nextHop:address sourceMaskLength destinationMaskLength")),
        [SFlowFormats.Gateway] = new("extendedGateway", Fields("nextHop:address as sourceAs sourcePeerAs destinationAsPath:path communities:numbers localPreference")),
        [SFlowFormats.User] = new("extendedUser", Fields("sourceCharset sourceUser:text destinationCharset destinationUser:text")),
        [SFlowFormats.Url] = new("extendedUrl", Fields("direction url:text host:text")),
        [SFlowFormats.Mpls] = new("extendedMpls", Fields("nextHop:address inStack:numbers outStack:numbers")),
        [SFlowFormats.Nat] = new("extendedNat", Fields("sourceAddress:address destinationAddress:address")),
        [SFlowFormats.MplsTunnel] = new("extendedMplsTunnel", Fields("lspName:text tunnelId cos")),
        [SFlowFormats.MplsVc] = new("extendedMplsVc", Fields("instanceName:text vcId cos")),
        [SFlowFormats.MplsFtn] = new("extendedMplsFtn", Fields("description:text mask")),
        [SFlowFormats.MplsLdpFec] = new("extendedMplsLdpFec", Fields("prefixLength")),
        [SFlowFormats.VlanTunnel] = new("extendedVlanTunnel", Fields("stack:numbers")),
        [SFlowFormats.NatPort] = new("extendedNatPort", Fields("sourcePort destinationPort")),
        [SFlowFormats.EgressQueue] = new("extendedEgressQueue", Fields("queue")),
        [SFlowFormats.Acl] = new("extendedAcl", Fields("number name:text direction")),
        [SFlowFormats.Function] = new("extendedFunction", Fields("symbol:text")),
    };

    private static readonly Dictionary<uint, SFlowRecordFormat> OfCounters = new()
    {
        [SFlowFormats.InterfaceCounters] = new("interface", Fields("ifIndex ifType ifSpeed:u64 ifDirection ifStatus ifInOctets:u64 ifInUcastPkts ifInMulticastPkts ifInBroadcastPkts ifInDiscards ifInErrors ifInUnknownProtos ifOutOctets:u64 ifOutUcastPkts ifOutMulticastPkts ifOutBroadcastPkts ifOutDiscards ifOutErrors ifPromiscuousMode")),
        [SFlowFormats.EthernetCounters] = new("ethernet", Fields("alignmentErrors fcsErrors singleCollisionFrames multipleCollisionFrames sqeTestErrors deferredTransmissions lateCollisions excessiveCollisions internalMacTransmitErrors carrierSenseErrors frameTooLongs internalMacReceiveErrors symbolErrors")),
        [3] = new("tokenRing", Fields("lineErrors burstErrors acErrors abortTransErrors internalErrors lostFrameErrors receiveCongestions frameCopiedErrors tokenErrors softErrors hardErrors signalLoss transmitBeacons recoverys lobeWires removes singles freqErrors")),
        [4] = new("vg", Fields("inHighPriorityFrames inHighPriorityOctets:u64 inNormPriorityFrames inNormPriorityOctets:u64 inIpmErrors inOversizeFrameErrors inDataErrors inNullAddressedFrames outHighPriorityFrames outHighPriorityOctets:u64 transitionIntoTrainings hcInHighPriorityOctets:u64 hcInNormPriorityOctets:u64 hcOutHighPriorityOctets:u64")),
        [5] = new("vlan", Fields("vlanId octets:u64 unicastPackets multicastPackets broadcastPackets discards")),
        [7] = new("lag", Fields("actorSystemId:mac partnerSystemId:mac attachedAggregator portState lacpdusRx markersRx markerResponsesRx unknownRx illegalRx lacpdusTx markersTx markerResponsesTx")),
        [1001] = new("processor", Fields("cpu5s cpu1m cpu5m totalMemory:u64 freeMemory:u64")),
        [SFlowFormats.PortName] = new("portName", Fields("name:text")),
        [2000] = new("hostDescription", Fields("hostname:text uuid:uuid machineType osName osRelease:text")),
        [2003] = new("hostCpu", Fields("loadOne:float loadFive:float loadFifteen:float processesRunning processesTotal cpus cpuSpeed uptime cpuUser cpuNice cpuSystem cpuIdle cpuWaiting cpuInterrupts cpuSoftInterrupts interrupts contexts")),
        [2004] = new("hostMemory", Fields("total:u64 free:u64 shared:u64 buffers:u64 cached:u64 swapTotal:u64 swapFree:u64 pageIn pageOut swapIn swapOut")),
        [2005] = new("hostDisk", Fields("total:u64 free:u64 maximumUsed reads bytesRead:u64 readTime writes bytesWritten:u64 writeTime")),
        [2006] = new("hostNetwork", Fields("bytesIn:u64 packetsIn errorsIn dropsIn bytesOut:u64 packetsOut errorsOut dropsOut")),
    };

    /// <summary>The format of a record, or <see langword="null"/> where its fields are not known.</summary>
    public static SFlowRecordFormat? Find(uint format, bool isCounter) => (isCounter ? OfCounters : OfPackets).GetValueOrDefault(format);

    private static SFlowField[] Fields(string row) => [.. row.Split(' ').Select(Field)];

    private static SFlowField Field(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return new(text, U32);
        return new(text[..colon], text[(colon + 1)..] switch
        {
            "u64" => U64,
            "float" => Float,
            "mac" => Mac,
            "ipv4" => Ipv4,
            "ipv6" => Ipv6,
            "address" => Address,
            "text" => Text,
            "uuid" => Uuid,
            "numbers" => Numbers,
            "path" => AsPath,
            string unknown => throw new NotSupportedException($"no field of sFlow is a '{unknown}'"),
        });
    }
}

/// <summary>What a record is called in JSON, and its fields in order.</summary>
internal sealed record SFlowRecordFormat(string Name, SFlowField[] Fields);
