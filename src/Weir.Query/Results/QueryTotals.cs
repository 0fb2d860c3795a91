namespace Weir.Query.Results;

/// <summary>Over all records that match, given or not.</summary>
/// <param name="Flows">How many there are.</param>
/// <param name="Bytes">Their octets, scaled where the plan says so.</param>
/// <param name="Packets">Their packets, scaled where the plan says so.</param>
/// <param name="Scaled">How many of them were multiplied by a sampling rate.</param>
/// <param name="UnknownRate">How many of them tell no rate beside others that do, so that they stand as they were sent.</param>
public readonly record struct QueryTotals(ulong Flows, ulong Bytes, ulong Packets, ulong Scaled = 0, ulong UnknownRate = 0);
