namespace Weir.Collector.Journal.Reading;

/// <summary>What reading a journal gave.</summary>
/// <param name="Segments">Segments read.</param>
/// <param name="Gone">Segments that were archived and deleted, or released, before they were read.</param>
/// <param name="Datagrams">Datagrams given.</param>
/// <param name="StreamMessages">Messages given that had come by TCP or TLS.</param>
/// <param name="Openings">Messages given that segments open with: templates, and data of before.</param>
/// <param name="UnreadableOctets">Octets that are no part of a whole frame.</param>
public readonly record struct JournalReadCount(int Segments, int Gone, long Datagrams, long StreamMessages, long Openings, long UnreadableOctets);
