using Weir.Collector.Listening;

namespace Weir.Collector.Journal;

/// <summary>
/// Knows what a segment must open with so that it decodes alone: the templates in force when it begins. The journal shows it
/// every message that is appended and asks for the opening of each new segment.
/// </summary>
public interface ISegmentOpening
{
    /// <summary>Looks at a message on its way into the journal. On the path of every datagram: no allocation unless it brings a new template.</summary>
    void Observe(in ReceivedDatagram datagram);

    /// <summary>Gives messages that carry all templates in force, to be put at the head of a segment.</summary>
    void WriteTo(IDatagramSink segment);
}
