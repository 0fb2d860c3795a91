using Weir.Wire.Elements;

namespace Weir.Wire.NetFlowV9;

/// <summary>
/// Field types of NetFlow v9 that Cisco's ASA numbers by itself and that mean what an information element means (Cisco, «NetFlow
/// Implementation Note for ASA», Network Secure Event Logging).
/// </summary>
internal static class NetFlowV9Alias
{
    private const ushort TranslatedSourceAddress = 40001, TranslatedDestinationAddress = 40002, TranslatedSourcePort = 40003,
        TranslatedDestinationPort = 40004, FirewallEvent = 40005;

    /// <summary>The information element of a field type: nearly always that of the same number.</summary>
    public static ushort ElementOf(ushort fieldType) => fieldType switch
    {
        TranslatedSourceAddress => ElementId.PostNATSourceIPv4Address,
        TranslatedDestinationAddress => ElementId.PostNATDestinationIPv4Address,
        TranslatedSourcePort => ElementId.PostNAPTSourceTransportPort,
        TranslatedDestinationPort => ElementId.PostNAPTDestinationTransportPort,
        FirewallEvent => ElementId.FirewallEvent,
        _ => fieldType,
    };
}
