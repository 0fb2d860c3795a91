using Weir.Collector.Listening;

namespace Weir.Collector.Journal;

/// <summary>
/// Decodes one segment from its first frame to its last and is then thrown away: what it gives depends on the segment alone.
/// </summary>
public interface ISegmentDecoder : IDatagramSink
{
    /// <summary>
    /// Takes a message of the segment's opening: it tells templates, it was received in an earlier segment or never, and it counts
    /// as nothing.
    /// </summary>
    void AcceptOpening(in ReceivedDatagram opening) => Accept(in opening);

    /// <summary>Gives the records still held. The segment has ended.</summary>
    void Flush();

    /// <summary>The records are durable: what was learnt of exporters on the way may be remembered. Not called for a segment that failed.</summary>
    void Remember()
    {
    }
}
