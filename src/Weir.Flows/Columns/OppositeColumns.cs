namespace Weir.Flows.Columns;

/// <summary>Columns that tell of one end of a flow what others tell of the other end. Records of the other direction have them exchanged.</summary>
public static class OppositeColumns
{
    private static readonly (FlowColumn Source, FlowColumn Destination)[] Ends =
    [
        (FlowColumns.SrcAddr, FlowColumns.DstAddr), (FlowColumns.SrcPort, FlowColumns.DstPort), (FlowColumns.SrcMac, FlowColumns.DstMac),
        (FlowColumns.SrcAs, FlowColumns.DstAs), (FlowColumns.SrcTag, FlowColumns.DstTag), (FlowColumns.SrcCountry, FlowColumns.DstCountry),
        (FlowColumns.SrcNet, FlowColumns.DstNet), (FlowColumns.InIf, FlowColumns.OutIf),
        (FlowColumns.PostNatSrcAddr, FlowColumns.PostNatDstAddr), (FlowColumns.PostNatSrcPort, FlowColumns.PostNatDstPort),
    ];

    /// <summary>What tells the same of the other end; <see langword="null"/> where a column tells of no end.</summary>
    public static FlowColumn? Of(FlowColumn column)
    {
        foreach ((FlowColumn source, FlowColumn destination) in Ends)
        {
            if (column == source) return destination;
            if (column == destination) return source;
        }

        return null;
    }
}
