using Weir.Exporter.Metering.Conversations;
using static Weir.Exporter.Tests.Metering.Packet;

namespace Weir.Exporter.Tests.Metering.Conversations;

/// <summary>How a connection's segments are judged, one by one.</summary>
public sealed class TcpConnectionTests
{
    private const int Client = 0, Server = 1;
    private const long Millisecond = 1_000_000;

    private TcpConnection _connection;
    private long _now = Start;

    [Fact]
    public void The_handshake_tells_the_round_trip_and_the_servers_part_of_it()
    {
        Send(Client, Syn, 100, 0, after: 0);
        Send(Server, Syn | Ack, 500, 101, after: 30 * Millisecond);
        Send(Client, Ack, 101, 501, after: 5 * Millisecond);
        Assert.Equal((35 * Millisecond, 30 * Millisecond), (_connection.RoundTripNs, _connection.ServerRoundTripNs));
        Assert.Equal((0u, 0u), (Judged(Client), Judged(Server)));
    }

    [Fact]
    public void Of_a_repeated_syn_the_last_counts_and_the_repetition_is_a_retransmission()
    {
        Send(Client, Syn, 100, 0, after: 0);
        Send(Client, Syn, 100, 0, after: 1000 * Millisecond);
        Send(Server, Syn | Ack, 500, 101, after: 30 * Millisecond);
        Send(Client, Ack, 101, 501, after: 5 * Millisecond);
        Assert.Equal(35 * Millisecond, _connection.RoundTripNs);
        Assert.Equal((1u, 0u), (_connection.Directions[Client].Retransmissions, _connection.Directions[Client].OutOfOrder));
    }

    [Fact]
    public void Without_a_handshake_there_is_no_round_trip()
    {
        Send(Client, Ack, 100, 500, after: 0, payload: 10);
        Send(Server, Ack, 500, 110, after: Millisecond, payload: 10);
        Assert.Equal((0L, 0L), (_connection.RoundTripNs, _connection.ServerRoundTripNs));
    }

    [Fact]
    public void An_acknowledgement_of_something_else_ends_no_handshake()
    {
        Send(Client, Syn, 100, 0, after: 0);
        Send(Server, Syn | Ack, 500, 7777, after: Millisecond);
        Send(Client, Ack, 101, 501, after: Millisecond);
        Assert.Equal(0, _connection.RoundTripNs);
    }

    [Fact]
    public void Octets_that_come_again_late_are_retransmitted()
    {
        Send(Client, Ack, 1000, 1, after: 0, payload: 100);
        Send(Client, Ack, 1100, 1, after: Millisecond, payload: 100);
        Send(Client, Ack, 1000, 1, after: 200 * Millisecond, payload: 100);
        Assert.Equal((1u, 0u), (_connection.Directions[Client].Retransmissions, _connection.Directions[Client].OutOfOrder));
    }

    [Fact]
    public void A_segment_that_a_later_one_overtook_a_moment_ago_is_out_of_order()
    {
        Send(Client, Ack, 1000, 1, after: 0, payload: 100);
        Send(Client, Ack, 1200, 1, after: Millisecond, payload: 100);
        Send(Client, Ack, 1100, 1, after: Millisecond, payload: 100);
        Assert.Equal((0u, 1u), (_connection.Directions[Client].Retransmissions, _connection.Directions[Client].OutOfOrder));
    }

    [Fact]
    public void What_repeated_acknowledgements_asked_for_is_retransmitted_however_soon()
    {
        Send(Client, Ack, 1000, 1, after: 0, payload: 100);
        Send(Client, Ack, 1200, 1, after: 0, payload: 100);
        for (int i = 0; i < 3; i++) Send(Server, Ack, 1, 1100, after: 1000);
        Send(Client, Ack, 1100, 1, after: 1000, payload: 100);
        Assert.Equal((1u, 0u), (_connection.Directions[Client].Retransmissions, _connection.Directions[Client].OutOfOrder));
    }

    [Fact]
    public void A_wider_window_takes_back_no_repeated_acknowledgement()
    {
        Send(Client, Ack, 1000, 1, after: 0, payload: 100);
        Send(Client, Ack, 1200, 1, after: 0, payload: 100);
        for (int i = 0; i < 3; i++) Send(Server, Ack, 1, 1100, after: 1000);
        Send(Server, Ack, 1, 1100, after: 1000, window: 2000);
        Send(Client, Ack, 1100, 1, after: 1000, payload: 100);
        Assert.Equal((1u, 0u), (_connection.Directions[Client].Retransmissions, _connection.Directions[Client].OutOfOrder));
    }

    [Fact]
    public void What_was_acknowledged_already_is_retransmitted()
    {
        Send(Client, Ack, 1000, 1, after: 0, payload: 100);
        Send(Client, Ack, 1100, 1, after: 0, payload: 100);
        Send(Server, Ack, 1, 1200, after: 1000);
        Send(Client, Ack, 1000, 1, after: 1000, payload: 100);
        Assert.Equal(1u, _connection.Directions[Client].Retransmissions);
    }

    [Fact]
    public void Keepalives_and_bare_acknowledgements_are_no_retransmissions()
    {
        Send(Client, Ack, 1000, 1, after: 0, payload: 100);
        Send(Client, Ack, 1099, 1, after: 60_000 * Millisecond, payload: 1);
        Send(Client, Ack, 1099, 1, after: 60_000 * Millisecond);
        Send(Client, Rst, 1000, 0, after: Millisecond);
        Assert.Equal(0u, Judged(Client));
    }

    [Fact]
    public void Sequence_numbers_wrap()
    {
        Send(Client, Ack, uint.MaxValue - 49, 1, after: 0, payload: 100);
        Send(Client, Ack, 50, 1, after: Millisecond, payload: 100);
        Assert.Equal(0u, Judged(Client));
        Send(Client, Ack, uint.MaxValue - 49, 1, after: 500 * Millisecond, payload: 100);
        Assert.Equal(1u, _connection.Directions[Client].Retransmissions);
    }

    private uint Judged(int direction) => _connection.Directions[direction].Retransmissions + _connection.Directions[direction].OutOfOrder;

    private void Send(int direction, int flags, uint sequence, uint acknowledgement, long after, uint payload = 0, ushort window = 1000)
    {
        _now += after;
        _connection.Observe(
            new TcpSegment { Sequence = sequence, Acknowledgement = acknowledgement, Payload = payload, Window = window, IsThere = true }, (ushort)flags, _now, direction);
    }
}
