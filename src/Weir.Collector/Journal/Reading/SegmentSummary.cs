namespace Weir.Collector.Journal.Reading;

/// <summary>What a segment holds.</summary>
/// <param name="Segment">Where it was found.</param>
/// <param name="LastNs">When the last message of it was received: nanoseconds since 1970-01-01 UTC; 0 where there is none.</param>
/// <param name="Datagrams">Datagrams received.</param>
/// <param name="StreamMessages">Messages received by TCP and TLS.</param>
/// <param name="Exporters">Different addresses they came from.</param>
/// <param name="UnreadableOctets">Octets that are no part of a whole frame.</param>
public sealed record SegmentSummary(StoredSegment Segment, long LastNs, long Datagrams, long StreamMessages, int Exporters, long UnreadableOctets);
