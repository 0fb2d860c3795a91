namespace Weir.Collector.Journal;

/// <summary>What a frame of a segment holds. Readers pass over kinds they do not know.</summary>
public enum FrameKind : byte
{
    /// <summary>A message as received.</summary>
    Datagram = 1,

    /// <summary>A message made by the journal: templates that were in force when the segment began.</summary>
    Opening = 2,

    /// <summary>No message: a transport session ended here.</summary>
    StreamEnd = 3,
}
