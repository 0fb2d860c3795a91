using Weir.Wire.Primitives;

namespace Weir.Collector.Deduplicating;

/// <summary>An interface at the edge of the network that is looked at: what crosses it counts.</summary>
/// <param name="Exporter">Whose it is.</param>
/// <param name="Index">Its ifIndex there.</param>
public readonly record struct BoundaryInterface(IpAddress Exporter, uint Index);
