using Weir.Flows.Columns;
using Weir.Query.Results;

namespace Weir.Query.Planning;

/// <summary>What is to be asked for a <see cref="PairsQuery"/>.</summary>
/// <param name="Records">Which records count; its order is that of the conversations.</param>
/// <param name="ByPorts">Whether ports and protocol tell conversations apart.</param>
public sealed record PairsPlan(QueryPlan Records, bool ByPorts)
{
    private static readonly ResultColumn[] Ends = [new((Dimension)FlowColumns.SrcAddr), new((Dimension)FlowColumns.DstAddr)];
    private static readonly ResultColumn[] Ports = [new((Dimension)FlowColumns.SrcPort), new((Dimension)FlowColumns.DstPort), new((Dimension)FlowColumns.Proto)];

    private static readonly ResultColumn[] Sums =
    [
        new("bytes_out", ResultType.Unsigned), new("bytes_in", ResultType.Unsigned), new("bytes", ResultType.Unsigned),
        new("packets_out", ResultType.Unsigned), new("packets_in", ResultType.Unsigned), new("packets", ResultType.Unsigned),
        new("flows", ResultType.Unsigned), new("first", ResultType.Time), new("duration", ResultType.Duration),
    ];

    /// <summary>Columns of the answer: the ends, then what went out of the source and came in to it, and both together.</summary>
    public IReadOnlyList<ResultColumn> Columns => ByPorts ? [.. Ends, .. Ports, .. Sums] : [.. Ends, .. Sums];
}
