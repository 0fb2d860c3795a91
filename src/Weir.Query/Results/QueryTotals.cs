namespace Weir.Query.Results;

/// <summary>Sums over all records that match, given or not.</summary>
public readonly record struct QueryTotals(ulong Flows, ulong Bytes, ulong Packets);
