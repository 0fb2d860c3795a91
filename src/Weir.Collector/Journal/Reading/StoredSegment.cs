namespace Weir.Collector.Journal.Reading;

/// <summary>A segment as it was found in the directory.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How far it is.</param>
/// <param name="BegunNs">When it was begun: nanoseconds since 1970-01-01 UTC; 0 where its header does not tell.</param>
/// <param name="WrittenNs">When it was written to last, by the file system.</param>
/// <param name="Octets">Octets of the file.</param>
public sealed record StoredSegment(SegmentName Name, SegmentState State, long BegunNs, long WrittenNs, long Octets);
