using Weir.Wire.Primitives;

namespace Weir.Flows.Exporters;

/// <summary>
/// What came of one exporter, observation domain and protocol in a minute or a part of one, and how well it was heard: a row of the archive's table
/// <c>exporters</c>. Counts are of what came since the row before, so that their sums are of all that came. Those of losses may be below
/// zero, where something came late that was counted as lost before.
/// </summary>
public struct ExporterRecord
{
    /// <summary>When the last message was received: nanoseconds since 1970-01-01 UTC.</summary>
    public long TimeReceivedNs;

    /// <summary>When the first one was.</summary>
    public long TimeFirstNs;

    /// <summary>Whose messages they were; in sFlow the agent.</summary>
    public IpAddress Exporter;

    /// <summary>Observation domain, source id, engine or sub agent.</summary>
    public uint ObservationDomainId;

    /// <summary>What it spoke.</summary>
    public ExporterProtocol Protocol;

    /// <summary>Messages.</summary>
    public long Messages;

    /// <summary>Their octets.</summary>
    public long Octets;

    /// <summary>Flow records decoded of them, sampled packets included.</summary>
    public long Records;

    /// <summary>Units that came by the count of sequence numbers: what <see cref="ExporterProtocol.Counted"/> says.</summary>
    public long SequenceReceived;

    /// <summary>Such units that were numbered and did not come.</summary>
    public long Lost;

    /// <summary>Messages that came after a later one, or twice.</summary>
    public long LateMessages;

    /// <summary>Those of them that nothing was missing for.</summary>
    public long RepeatedMessages;

    /// <summary>Times the exporter began to count anew.</summary>
    public long Restarts;

    /// <summary>Samples that an sFlow agent numbered and that did not come.</summary>
    public long LostSamples;

    /// <summary>Messages, sets, templates and data sets that could not be decoded; below zero where some waited for their template and were decoded when it came.</summary>
    public long DecodeErrors;

    /// <summary>Templates of flow records in force.</summary>
    public uint Templates;

    /// <summary>Templates of options in force.</summary>
    public uint OptionsTemplates;

    /// <summary>The sampling rate of the last records; 0 where nobody told it.</summary>
    public uint SamplingRate;

    /// <summary>The last time that the exporter said it was, sending: nanoseconds since 1970-01-01 UTC; <see langword="null"/> where it tells none.</summary>
    public long? ExportTimeNs;

    /// <summary>How far its clock is ahead, as the message with the shortest way tells it: nanoseconds.</summary>
    public long? ClockAheadNs;
}
