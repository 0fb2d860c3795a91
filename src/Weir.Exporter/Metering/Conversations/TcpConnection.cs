using System.Runtime.CompilerServices;

namespace Weir.Exporter.Metering.Conversations;

/// <summary>
/// How a TCP connection fares, from what passes the observation point: the times of its handshake, and segments whose octets came
/// before or too late. 120 octets beside a flow's entry.
/// </summary>
/// <remarks>
/// A segment below the highest octet seen is judged as Wireshark's analysis judges it, so that both give the same numbers: retransmitted
/// where three acknowledgements asked for it, overtaken where the highest octet came less than a round trip ago, otherwise retransmitted. A
/// segment that was lost before it passed the observation point is thus counted when it is sent again.
/// </remarks>
internal struct TcpConnection
{
    private const ushort Fin = 0x01, Syn = 0x02, Rst = 0x04, Ack = 0x10;

    /// <summary>Longest time from a repeated acknowledgement to the segment it asked for: 20 ms, Wireshark's bound.</summary>
    private const long FastRetransmissionNs = 20_000_000;

    /// <summary>A segment is overtaken for no longer than this, where no round trip was measured: 3 ms, Wireshark's bound.</summary>
    private const long ReorderingNs = 3_000_000;

    private const int MinDuplicates = 2;

    public TcpDirections Directions;

    private long _synNs;
    private long _synAckNs;
    private uint _synEnd;
    private uint _synAckEnd;
    private byte _client;
    private Handshake _handshake;

    /// <summary>Nanoseconds from SYN to the ACK that ended the handshake; 0 where it was not seen.</summary>
    public long RoundTripNs { get; private set; }

    /// <summary>Nanoseconds from SYN to SYN/ACK; 0 where they were not seen.</summary>
    public readonly long ServerRoundTripNs => _handshake >= Handshake.Answered ? Math.Max(1, _synAckNs - _synNs) : 0;

    /// <summary>Takes a segment into account.</summary>
    /// <param name="segment">Its header.</param>
    /// <param name="flags">TCP control bits.</param>
    /// <param name="timeNs">When it passed.</param>
    /// <param name="direction">Which of <see cref="Directions"/> it belongs to.</param>
    public void Observe(in TcpSegment segment, ushort flags, long timeNs, int direction)
    {
        FollowHandshake(in segment, flags, timeNs, direction);
        ref TcpDirection own = ref Directions[direction];
        uint length = segment.Payload + ((flags & Syn) != 0 ? 1u : 0) + ((flags & Fin) != 0 ? 1u : 0);
        uint end = segment.Sequence + length;
        bool isProbe = own.HasNext && length <= 1 && segment.Sequence == own.Next - 1 && (flags & (Syn | Fin | Rst)) == 0;
        if (length > 0 && (flags & Rst) == 0 && own.HasNext && !isProbe && Precedes(segment.Sequence, own.Next))
            Judge(ref own, in Directions[direction ^ 1], segment.Sequence, end, timeNs);
        if (!own.HasNext || Precedes(own.Next, end) || ((flags & (Syn | Ack)) == Syn && end != own.Next))
        {
            own.Next = end;
            own.NextNs = timeNs;
            own.HasNext = true;
        }

        if ((flags & Ack) != 0) Acknowledge(ref own, in segment, length, flags, timeNs);
    }

    private void Judge(ref TcpDirection own, in TcpDirection other, uint start, uint end, long timeNs)
    {
        bool isAskedFor = other.Duplicates >= MinDuplicates && other.Acknowledged == start && timeNs - other.AcknowledgedNs < FastRetransmissionNs;
        long reordering = RoundTripNs != 0 ? RoundTripNs : ReorderingNs;
        bool isKnown = other.HasAcknowledged && !Precedes(other.Acknowledged, end);
        if (!isAskedFor && !isKnown && timeNs - own.NextNs < reordering && end != own.Next) own.OutOfOrder++;
        else own.Retransmissions++;
    }

    private static void Acknowledge(ref TcpDirection own, in TcpSegment segment, uint length, ushort flags, long timeNs)
    {
        // A change of the window alone is no repetition, but does not end one either.
        bool isRepeated = length == 0 && segment.Window == own.Window && segment.Window != 0 && (flags & (Syn | Fin | Rst)) == 0;
        if (!own.HasAcknowledged || segment.Acknowledgement != own.Acknowledged) own.Duplicates = 0;
        else if (isRepeated && own.Duplicates < byte.MaxValue) own.Duplicates++;
        own.Window = segment.Window;
        own.Acknowledged = segment.Acknowledgement;
        own.AcknowledgedNs = timeNs;
        own.HasAcknowledged = true;
    }

    // The time of the last SYN counts, as its answer most likely answers that one.
    private void FollowHandshake(in TcpSegment segment, ushort flags, long timeNs, int direction)
    {
        switch (flags & (Syn | Ack | Rst))
        {
            case Syn when _handshake != Handshake.Done:
                _handshake = Handshake.Asked;
                _client = (byte)direction;
                _synNs = timeNs;
                _synEnd = segment.Sequence + 1;
                break;
            case Syn | Ack when _handshake == Handshake.Asked && direction != _client && segment.Acknowledgement == _synEnd:
                _handshake = Handshake.Answered;
                _synAckNs = timeNs;
                _synAckEnd = segment.Sequence + 1;
                break;
            case Ack when _handshake == Handshake.Answered && direction == _client && segment.Acknowledgement == _synAckEnd:
                _handshake = Handshake.Done;
                RoundTripNs = Math.Max(1, timeNs - _synNs);
                break;
            default:
                break;
        }
    }

    // Sequence numbers wrap (RFC 9293 section 3.4).
    private static bool Precedes(uint left, uint right) => (int)(left - right) < 0;

    private enum Handshake : byte
    {
        None,
        Asked,
        Answered,
        Done,
    }

    [InlineArray(2)]
    public struct TcpDirections
    {
        private TcpDirection _first;
    }
}
