namespace Weir.Wire.NetFlowV9;

/// <summary>The ids of FlowSets (RFC 3954 section 5.2, 5.3 and 6.1). Their header is that of an IPFIX set.</summary>
public static class NetFlowV9FlowSet
{
    /// <summary>FlowSet id of template FlowSets.</summary>
    public const ushort Template = 0;

    /// <summary>FlowSet id of options template FlowSets.</summary>
    public const ushort OptionsTemplate = 1;
}
