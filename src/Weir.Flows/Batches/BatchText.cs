namespace Weir.Flows.Batches;

/// <summary>Where a text value lies among the octets of its batch: read by <see cref="FlowBatch.Text"/>.</summary>
/// <param name="Offset">Its first octet.</param>
/// <param name="Length">Its octets.</param>
public readonly record struct BatchText(int Offset, int Length);
