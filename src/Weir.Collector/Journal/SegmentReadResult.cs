using Weir.Wire.Primitives;

namespace Weir.Collector.Journal;

/// <summary>What a segment was found to hold.</summary>
/// <param name="Header">Ok; else what is wrong with the file's header. Frames are read all the same, except of an unknown version.</param>
/// <param name="CreatedNs">When it was begun: nanoseconds since 1970-01-01 UTC; 0 where the header does not tell.</param>
/// <param name="Datagrams">Datagrams given.</param>
/// <param name="WholeOctets">Where the last whole frame ends: an unsealed segment is cut there.</param>
/// <param name="TornOctets">Octets behind that.</param>
/// <param name="DamagedOctets">Octets before that which are no part of a whole frame.</param>
/// <param name="FirstDamage">Offset of the first of them.</param>
public readonly record struct SegmentReadResult(
    DecodeStatus Header, long CreatedNs, long Datagrams, long WholeOctets, long TornOctets, long DamagedOctets, long FirstDamage);
