using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Packets;

namespace Weir.Exporter.Metering.Conversations;

/// <summary>
/// The two directions of each flow of a table whose packets went through <see cref="Orientation"/>, by the number of the flow's entry:
/// biflows (RFC 5103), and where asked for how TCP fared. Memory is used for flows that are held, as in the table itself.
/// </summary>
internal sealed unsafe class ConversationTable : IDisposable
{
    private const ushort Syn = 0x02, Ack = 0x10;
    private const byte InitiatorIsSource = 1, InitiatorIsDestination = 2;
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly InitiatorMemory _memory = new();
    private readonly NativePages _pages;
    private readonly Conversation* _conversations;
    private readonly NativePages? _tcpPages;
    private readonly TcpConnection* _connections;

    /// <summary>A table for entries numbered up to <paramref name="capacity"/>.</summary>
    public ConversationTable(int capacity, bool withTcp)
    {
        _pages = new NativePages((nuint)(capacity + 1) * (nuint)sizeof(Conversation));
        _conversations = (Conversation*)_pages.Address;
        if (!withTcp) return;
        _tcpPages = new NativePages((nuint)(capacity + 1) * (nuint)sizeof(TcpConnection));
        _connections = (TcpConnection*)_tcpPages.Address;
    }

    /// <summary>Octets for each flow beside its entry.</summary>
    public int OctetsPerFlow => sizeof(Conversation) + (_connections is null ? 0 : sizeof(TcpConnection));

    /// <inheritdoc/>
    public void Dispose()
    {
        _pages.Dispose();
        _tcpPages?.Dispose();
    }

    /// <summary>A flow begins with a packet, which is not counted yet.</summary>
    public void Begin(uint number, uint hash, in Observation packet)
    {
        _conversations[number] = default;
        if (_connections is not null) _connections[number] = default;
        _conversations[number].Initiator = (byte)InitiatorOf(hash, in packet);
    }

    /// <summary>Counts a packet into the flow it belongs to.</summary>
    public void Count(uint number, in Observation packet)
    {
        int direction = packet.IsReverse ? 1 : 0;
        _conversations[number].Directions[direction].Count(in packet);
        if (_connections is not null && packet.Segment.IsThere && (packet.Fields.Parts & PacketParts.TcpFlags) != 0)
            _connections[number].Observe(in packet.Segment, packet.Fields.TcpFlags, packet.TimeNs, direction);
    }

    /// <summary>A flow goes on after its record.</summary>
    public void Remember(uint number, uint hash) => _memory.Add(hash, _conversations[number].Initiator);

    /// <summary>Gives a flow's record the shape of a biflow: its entry becomes the initiator's direction, and the row gets the columns of the other one.</summary>
    public void Write(uint number, ref FlowEntry flow, FlowBatch batch, int row)
    {
        ref Conversation conversation = ref _conversations[number];
        int source = conversation.Initiator;

        // Where only the other end was seen to send, no record can begin with the initiator.
        bool isAnswer = conversation.Directions[source].Packets == 0;
        if (isAnswer) source ^= 1;
        if (source == 1) Orientation.Exchange(ref flow);
        Narrow(ref flow, in conversation.Directions[source]);
        batch.Set(FlowColumns.BiflowDirection, row, isAnswer ? InitiatorIsDestination : InitiatorIsSource);
        ref readonly FlowDirection reverse = ref conversation.Directions[source ^ 1];
        if (reverse.Packets != 0) WriteReverse(in flow, in reverse, batch, row);
        if (_connections is not null && flow.Key.Protocol == IpProtocols.Tcp) WriteTcp(in _connections[number], source, reverse.Packets != 0, batch, row);
    }

    private int InitiatorOf(uint hash, in Observation packet)
    {
        int direction = packet.IsReverse ? 1 : 0;
        return (packet.Fields.TcpFlags & (Syn | Ack)) switch
        {
            Syn => direction,
            Syn | Ack => direction ^ 1,
            _ => _memory.Take(hash) is >= 0 and var known ? known : direction,
        };
    }

    private static void Narrow(ref FlowEntry flow, in FlowDirection forward)
    {
        flow.FirstNs = forward.FirstNs;
        flow.LastNs = forward.LastNs;
        flow.Packets = (uint)forward.Packets;
        flow.PacketsUpper = (uint)(forward.Packets >> 32);
        flow.Octets = (uint)forward.Octets;
        flow.OctetsUpper = (uint)(forward.Octets >> 32);
        flow.TcpFlags = forward.TcpFlags;
        flow.Tos = forward.Tos;
        flow.MinimumTtl = forward.MinimumTtl;
        flow.MaximumTtl = forward.MaximumTtl;
        flow.FlowLabel = forward.FlowLabel;
        flow.Parts = (flow.Parts & ~EntryParts.Outgoing) | (forward.IsOutgoing ? EntryParts.Outgoing : EntryParts.None);
    }

    private static void WriteReverse(in FlowEntry flow, in FlowDirection reverse, FlowBatch batch, int row)
    {
        batch.Set(FlowColumns.ReverseTimeFlowStartNs, row, reverse.FirstNs);
        batch.Set(FlowColumns.ReverseTimeFlowEndNs, row, reverse.LastNs);
        batch.Set(FlowColumns.ReverseBytes, row, reverse.Octets);
        batch.Set(FlowColumns.ReversePackets, row, reverse.Packets);
        batch.Set(FlowColumns.ReverseIpTos, row, reverse.Tos);
        batch.Set(FlowColumns.ReverseIpTtl, row, reverse.MinimumTtl);
        batch.Set(FlowColumns.ReverseIpTtlMax, row, reverse.MaximumTtl);
        if (flow.Key.Protocol == IpProtocols.Tcp) batch.Set(FlowColumns.ReverseTcpFlags, row, reverse.TcpFlags);
        if (flow.InterfaceIndex != 0) batch.Set(FlowColumns.ReverseDirection, row, reverse.IsOutgoing ? (byte)1 : (byte)0);
    }

    private static void WriteTcp(in TcpConnection connection, int source, bool hasReverse, FlowBatch batch, int row)
    {
        if (connection.RoundTripNs != 0) batch.Set(FlowColumns.TcpRoundTrip, row, Microseconds(connection.RoundTripNs));
        if (connection.ServerRoundTripNs != 0) batch.Set(FlowColumns.TcpServerRoundTrip, row, Microseconds(connection.ServerRoundTripNs));
        batch.Set(FlowColumns.TcpRetransmissions, row, connection.Directions[source].Retransmissions);
        batch.Set(FlowColumns.TcpOutOfOrder, row, connection.Directions[source].OutOfOrder);
        if (!hasReverse) return;
        batch.Set(FlowColumns.ReverseTcpRetransmissions, row, connection.Directions[source ^ 1].Retransmissions);
        batch.Set(FlowColumns.ReverseTcpOutOfOrder, row, connection.Directions[source ^ 1].OutOfOrder);
    }

    // A time below a microsecond was measured all the same: 0 is for none.
    private static uint Microseconds(long nanoseconds) => (uint)Math.Clamp(nanoseconds / NanosecondsPerMicrosecond, 1, uint.MaxValue);
}
