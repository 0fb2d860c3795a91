namespace Weir.Collector.Sessions;

/// <summary>
/// Watches the sequence numbers of one session for what did not arrive. What a number counts differs: IPFIX counts data
/// records (RFC 7011 section 3.1), NetFlow v9 messages (RFC 3954 section 5.1), NetFlow v5 flows; the caller says how many of
/// them each message brought. All numbers are modulo 2^32.
/// </summary>
public sealed class SequenceTracker
{
    /// <summary>
    /// A number this far behind is not a late message but an exporter that began anew. The datagrams of a second at a hundred
    /// thousand records a second are well inside.
    /// </summary>
    private const int RestartWindow = 1 << 20;

    /// <summary>So many late messages in a row that fill no gap are no reordering either: an exporter that began anew soon after it began.</summary>
    private const int LateMessagesOfRestart = 8;

    private SequenceGaps? _gaps;
    private uint _expected;
    private bool _isSure;
    private bool _hasObserved;
    private int _lateInARow;

    /// <summary>Units (records, messages or flows) that were sent and have not come. What comes after all is taken off again.</summary>
    public long Lost { get; private set; }

    /// <summary>Units that came, as far as they could be counted.</summary>
    public long Received { get; private set; }

    /// <summary>Messages that came after a later one, or twice.</summary>
    public long LateMessages { get; private set; }

    /// <summary>Those of them that nothing was missing for: most came twice.</summary>
    public long Repeated { get; private set; }

    /// <summary>Times the exporter began to count anew.</summary>
    public long Restarts { get; private set; }

    /// <summary>All that is counted.</summary>
    internal SequenceFigures Figures => new(Received, Lost, LateMessages, Repeated, Restarts);

    /// <summary>The number the next message should have; meaningless before the first.</summary>
    public uint Expected => _expected;

    /// <summary>Takes the number of a message which brought <paramref name="units"/>.</summary>
    public void Observe(uint sequenceNumber, uint units)
    {
        _hasObserved = true;
        int ahead = (int)(sequenceNumber - _expected);
        if (_isSure && ahead < 0 && ahead > -RestartWindow && IsLate(sequenceNumber, units)) return;

        _lateInARow = 0;
        if (_isSure && ahead is > 0 and < RestartWindow)
        {
            Lost += ahead;
            (_gaps ??= new()).Add(_expected, (uint)ahead);
        }
        else if (_isSure && ahead != 0)
        {
            Restarts++;
            _gaps = null;
        }

        Received += units;
        _expected = sequenceNumber + units;
        _isSure = true;
    }

    /// <summary>
    /// Takes the number of a message whose units could not be counted, because a template was missing or the message broken:
    /// the next number is taken as it comes.
    /// </summary>
    public void ObserveUncounted(uint sequenceNumber)
    {
        Observe(sequenceNumber, 0);
        _isSure = false;
    }

    /// <summary>Takes the number of a message that tells nothing of losses before it: only where none was observed yet.</summary>
    public void Begin(uint sequenceNumber, uint units)
    {
        if (_hasObserved) return;
        _expected = sequenceNumber + units;
        _isSure = true;
    }

    /// <summary>A tracker that goes on from here by itself.</summary>
    public SequenceTracker Copy()
    {
        var copy = (SequenceTracker)MemberwiseClone();
        copy._gaps = _gaps?.Copy();
        return copy;
    }

    private bool IsLate(uint sequenceNumber, uint units)
    {
        uint found = _gaps?.Fill(sequenceNumber, units) ?? 0;
        if (found == 0 && ++_lateInARow >= LateMessagesOfRestart) return false;
        LateMessages++;
        if (found == 0) Repeated++;
        else _lateInARow = 0;
        Lost -= found;
        Received += found;
        return true;
    }
}
