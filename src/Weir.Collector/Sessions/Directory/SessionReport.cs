using Weir.Flows.Exporters;

namespace Weir.Collector.Sessions.Directory;

/// <summary>
/// What a session brought since the last row of the archive's table of exporters: rows are of a minute at most
/// (docs/adr/0022-what-came-of-exporters.md). For one thread.
/// </summary>
internal sealed class SessionReport
{
    private const long MinuteNs = 60_000_000_000;

    private bool _hasMessages;
    private long _minuteNs;
    private long _firstNs;
    private long _lastNs;
    private long? _exportTimeNs;
    private long? _clockAheadNs;
    private Traffic _told;
    private SequenceFigures _toldSequence;
    private long _toldLostSamples;
    private long _toldFaults;

    /// <summary>Sequence numbers go on from here.</summary>
    public void Begin(in SequenceFigures sequence) => _toldSequence = sequence;

    /// <summary>
    /// Whether a message of that time belongs to another row. Messages are received nearly in the order of their times; one that is late by less than a minute
    /// still belongs to the row.
    /// </summary>
    public bool IsOver(long timeReceivedNs) => _hasMessages && (ulong)(timeReceivedNs - _minuteNs + MinuteNs) >= 2 * MinuteNs;

    public void AddMessage(long timeReceivedNs)
    {
        if (!_hasMessages)
        {
            _hasMessages = true;
            _minuteNs = timeReceivedNs / MinuteNs * MinuteNs;
            (_firstNs, _lastNs, _exportTimeNs, _clockAheadNs) = (timeReceivedNs, timeReceivedNs, null, null);
            return;
        }

        if (timeReceivedNs < _firstNs) _firstNs = timeReceivedNs;
        if (timeReceivedNs > _lastNs) _lastNs = timeReceivedNs;
    }

    public void AddExportTime(long exportTimeNs, long aheadNs)
    {
        if (_exportTimeNs is not { } latest || exportTimeNs > latest) _exportTimeNs = exportTimeNs;
        if (_clockAheadNs is not { } known || aheadNs > known) _clockAheadNs = aheadNs;
    }

    /// <summary>The row of what came since the last one; <see langword="false"/> where nothing came.</summary>
    public bool TryTake(ExporterSession session, out ExporterRecord record)
    {
        record = default;
        if (!_hasMessages) return false;
        SessionTally tally = session.Tally;
        Traffic came = tally.Total - _told;
        SequenceFigures sequence = session.Sequence.Figures - _toldSequence;
        (long lostSamples, long faults) = (session.Samples.LostHere, tally.Faults.Balance);
        int options = session.Templates.OptionsCount;
        record = new()
        {
            TimeReceivedNs = _lastNs,
            TimeFirstNs = _firstNs,
            Exporter = session.Key.ExporterAddress,
            ObservationDomainId = session.Key.ObservationDomainId,
            Protocol = session.Key.Protocol,
            Messages = came.Datagrams,
            Octets = came.Octets,
            Records = came.Records,
            SequenceReceived = sequence.Received,
            Lost = sequence.Lost,
            LateMessages = sequence.LateMessages,
            RepeatedMessages = sequence.Repeated,
            Restarts = sequence.Restarts,
            LostSamples = lostSamples - _toldLostSamples,
            DecodeErrors = faults - _toldFaults,
            Templates = (uint)(session.Templates.Count - options),
            OptionsTemplates = (uint)options,
            SamplingRate = tally.SamplingRate,
            ExportTimeNs = _exportTimeNs,
            ClockAheadNs = _clockAheadNs,
        };
        (_told, _toldSequence, _toldLostSamples, _toldFaults) = (tally.Total, session.Sequence.Figures, lostSamples, faults);
        _hasMessages = false;
        return true;
    }
}
