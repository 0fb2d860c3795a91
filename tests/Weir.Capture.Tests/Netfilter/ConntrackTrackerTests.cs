using Weir.Capture.Conntrack;
using Weir.Flows.Batches;
using Weir.Wire.Primitives;

namespace Weir.Capture.Tests.Netfilter;

/// <summary>Each packet of a connection is in one record, however looks and ends of connections fall together.</summary>
public sealed class ConntrackTrackerTests
{
    private const long Second = 1_000_000_000;
    private const long Opened = 1000 * Second;
    private const uint Closed = 8;

    private readonly FlowList _flows = new();
    private long _now = Opened;

    [Fact]
    public void Looks_report_what_came_since_the_last_one_and_the_end_the_rest()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First);
        Look(tracker, LookKind.Report, Connection(10, 1000));
        Look(tracker, LookKind.Report, Connection(10, 1000));
        Look(tracker, LookKind.Report, Connection(15, 1600));
        End(tracker, Connection(16, 1650, reply: 3));
        Assert.Equal([(10UL, 1000UL, 2), (5UL, 600UL, 2), (1UL, 50UL, 1), (3UL, 300UL, 1)], Told());
        Assert.Equal(0, tracker.Metrics.Tracked);
        // Periods follow one another.
        FlowList.Row[] rows = _flows.Rows;
        Assert.Equal(rows[0].EndNs, rows[1].StartNs);
        Assert.Equal(rows[1].EndNs, rows[2].StartNs);
    }

    [Fact]
    public void Both_directions_have_their_own_addresses()
    {
        ConntrackTracker tracker = New();
        End(tracker, Connection(1, 100, reply: 2));
        FlowList.Row[] rows = _flows.Rows;
        Assert.Equal((IpAddress.FromV4(1), IpAddress.FromV4(2), (ushort?)10, (ushort?)20), (rows[0].Source, rows[0].Destination, rows[0].SourcePort, rows[0].DestinationPort));
        Assert.Equal((IpAddress.FromV4(2), IpAddress.FromV4(1), (ushort?)20, (ushort?)10), (rows[1].Source, rows[1].Destination, rows[1].SourcePort, rows[1].DestinationPort));
    }

    [Fact]
    public void What_was_carried_before_the_program_began_is_in_no_record()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First, Connection(100, 10_000));
        Look(tracker, LookKind.Report, Connection(101, 10_100));
        Assert.Equal([(1UL, 100UL, 2)], Told());
    }

    [Fact]
    public void A_connection_that_began_during_the_first_look_counts_as_a_whole()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First, Connection(2, 200));
        tracker.Start(Connection(0, 0), _now);
        Look(tracker, LookKind.Report, Connection(3, 300));
        // Told again later, its begin changes nothing.
        tracker.Start(Connection(0, 0), _now);
        End(tracker, Connection(4, 400));
        Assert.Equal((4UL, 400UL), _flows.Sum);
    }

    [Fact]
    public void A_connection_whose_begin_has_a_time_needs_no_event_for_that()
    {
        ConntrackTracker tracker = New(tellsTimes: true);
        Look(tracker, LookKind.First, Connection(2, 200, start: Opened + 1), Connection(50, 5000, id: 2, start: Opened - 1));
        Assert.Equal([(2UL, 200UL, 2)], Told());
        Assert.Equal(Opened + 1, _flows.Rows[0].StartNs);
    }

    [Fact]
    public void A_successor_on_the_same_addresses_is_another_connection()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First);
        Look(tracker, LookKind.Report, Connection(10, 1000, id: 1));
        // The look sees the successor; the end of the first one was still unread.
        Look(tracker, LookKind.Report, Connection(2, 200, id: 2));
        End(tracker, Connection(12, 1200, id: 1));
        End(tracker, Connection(5, 500, id: 2));
        Assert.Equal((17UL, 1700UL), _flows.Sum);
        Assert.Equal(0, tracker.Metrics.Tracked);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(11)]
    [InlineData(30)]
    public void A_successor_with_the_same_number_too_is_counted_once(ulong successor)
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First);
        Look(tracker, LookKind.Report, Connection(10, 1000));
        Look(tracker, LookKind.Report, Connection(successor, successor * 100));
        End(tracker, Connection(12, 1200));
        Look(tracker, LookKind.Report, Connection(successor + 1, (successor + 1) * 100));
        End(tracker, Connection(successor + 2, (successor + 2) * 100));
        Assert.Equal((12 + successor + 2, (12 + successor + 2) * 100), _flows.Sum);
    }

    [Fact]
    public void A_connection_on_its_way_out_is_not_taken_up_again()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First);
        End(tracker, Connection(7, 700));
        Look(tracker, LookKind.Report, Connection(7, 700, status: ConntrackMessage.Dying));
        Assert.Equal((7UL, 700UL), _flows.Sum);
    }

    [Fact]
    public void Lost_ends_are_counted_and_forgotten()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First);
        Look(tracker, LookKind.Report, Connection(1, 100));
        tracker.LoseEvents();
        Look(tracker, LookKind.Report);
        Assert.Equal((1, 0), (tracker.Metrics.Tracked, tracker.Metrics.LostEnds));
        Look(tracker, LookKind.Report);
        Assert.Equal((0, 1), (tracker.Metrics.Tracked, tracker.Metrics.LostEnds));
    }

    [Fact]
    public void After_a_lost_end_a_successor_counts_as_a_whole()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First);
        Look(tracker, LookKind.Report, Connection(10, 1000));
        tracker.LoseEvents();
        Look(tracker, LookKind.Report, Connection(4, 400));
        End(tracker, Connection(6, 600));
        Assert.Equal((16UL, 1600UL), _flows.Sum);
        Assert.Equal(1, tracker.Metrics.Reuses);
    }

    [Fact]
    public void A_connection_without_room_is_reported_at_its_end()
    {
        ConntrackTracker tracker = New(new ConntrackOptions { MaxConnections = 1 });
        Look(tracker, LookKind.First);
        Look(tracker, LookKind.Report, Connection(1, 100, id: 1), Connection(5, 500, id: 2));
        Look(tracker, LookKind.Report, Connection(2, 200, id: 1), Connection(6, 600, id: 2));
        Assert.Equal((2UL, 200UL), _flows.Sum);
        End(tracker, Connection(7, 700, id: 2));
        End(tracker, Connection(3, 300, id: 1));
        Assert.Equal((10UL, 1000UL), _flows.Sum);
        Assert.Equal(2, tracker.Metrics.NoRoom);
    }

    [Fact]
    public void The_last_look_ends_flows_by_force_and_a_closed_connection_ends_its_flow()
    {
        ConntrackTracker tracker = New();
        Look(tracker, LookKind.First);
        End(tracker, Connection(1, 100, id: 1, protocol: 6, tcpState: (byte)Closed));
        Look(tracker, LookKind.Last, Connection(2, 200, id: 2));
        Assert.Equal([3, 4], _flows.Rows.Select(row => (int)row.Reason));
    }

    [Fact]
    public void Without_counters_there_are_no_records_and_that_is_counted()
    {
        ConntrackTracker tracker = New();
        ConntrackMessage message = Connection(0, 0);
        message.HasCounters = false;
        Look(tracker, LookKind.Report, message);
        End(tracker, message);
        Assert.Empty(_flows.Rows);
        Assert.Equal(2, tracker.Metrics.Uncounted);
    }

    [Fact]
    public void Begin_and_end_of_a_translation_are_told_once_each()
    {
        ConntrackTracker tracker = New(new ConntrackOptions { TranslationEvents = true }, tellsTimes: true);
        ConntrackMessage message = Connection(3, 300, reply: 1);
        message.Reply.Destination = IpAddress.FromV4(99);
        message.Reply.DestinationPort = 999;
        ConntrackMessage begin = message;
        begin.OriginalCount = begin.ReplyCount = default;
        tracker.Start(begin, _now);
        End(tracker, message);
        tracker.Flush();
        FlowList.Row[] rows = _flows.Rows;
        Assert.Equal([(byte?)4, (byte?)5, null], rows.Select(row => row.NatEvent));
        Assert.Equal((IpAddress.FromV4(99), IpAddress.FromV4(2), (ushort?)999, (ushort?)20), (rows[1].PostSource!.Value, rows[1].PostDestination!.Value, rows[1].PostSourcePort, rows[1].PostDestinationPort));
        // The answer comes to the outer address, and goes on to the inner one.
        Assert.Equal((IpAddress.FromV4(99), IpAddress.FromV4(1), (ushort?)10), (rows[2].Destination, rows[2].PostDestination!.Value, rows[2].PostDestinationPort));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_biflow_tells_what_its_two_records_tell(bool isTranslated)
    {
        ConntrackMessage message = Connection(3, 300, reply: 2);
        if (isTranslated) (message.Reply.Destination, message.Reply.DestinationPort) = (IpAddress.FromV4(99), 999);
        ConntrackTracker tracker = New(new ConntrackOptions { Translations = true });
        End(tracker, message);
        FlowList.Row[] two = _flows.Rows;
        _flows.Clear();
        _now = Opened;
        ConntrackTracker biflow = New(new ConntrackOptions { Translations = true, Biflow = true });
        End(biflow, message);
        Assert.Equal(two[0], Assert.Single(_flows.Rows));
        Assert.Equal((2, 1), (tracker.Metrics.Records, biflow.Metrics.Records));
        _flows.Clear();
        _now = Opened;
        biflow.Sink = new UniflowSink(_flows);
        End(biflow, message);
        Assert.Equal(two, _flows.Rows);
    }

    [Fact]
    public void A_connection_with_traffic_one_way_is_a_record_of_that_direction_even_where_biflows_are_told()
    {
        ConntrackTracker tracker = New(new ConntrackOptions { Biflow = true });
        Look(tracker, LookKind.First);
        Look(tracker, LookKind.Report, Connection(1, 100));
        Look(tracker, LookKind.Report, Connection(1, 100, reply: 4));
        Assert.Equal([(IpAddress.FromV4(1), 1UL), (IpAddress.FromV4(2), 4UL)], _flows.Rows.Select(row => (row.Source, row.Packets)));
    }

    private ConntrackTracker New(ConntrackOptions? options = null, bool tellsTimes = false) =>
        new(options ?? new ConntrackOptions(), Opened) { TellsTimes = tellsTimes, Sink = _flows };

    private static ConntrackMessage Connection(
        ulong packets, ulong octets, ulong reply = 0, uint id = 1, long start = 0, uint status = 0, byte protocol = 17, byte? tcpState = null) => new()
        {
            Original = new ConntrackTuple { Source = IpAddress.FromV4(1), Destination = IpAddress.FromV4(2), SourcePort = 10, DestinationPort = 20, Protocol = protocol },
            Reply = new ConntrackTuple { Source = IpAddress.FromV4(2), Destination = IpAddress.FromV4(1), SourcePort = 20, DestinationPort = 10, Protocol = protocol },
            OriginalCount = new TrafficCount(packets, octets),
            ReplyCount = new TrafficCount(reply, reply * 100),
            HasCounters = true,
            Id = id,
            StartNs = start,
            Status = status,
            HasTcpState = tcpState is not null,
            TcpState = tcpState ?? 0,
        };

    private void Look(ConntrackTracker tracker, LookKind kind, params ConntrackMessage[] connections)
    {
        _now += Second;
        tracker.BeginLook();
        foreach (ConntrackMessage connection in connections) tracker.See(in connection, _now, kind);
        tracker.EndLook(_now);
        tracker.Forget();
        tracker.Flush();
    }

    private void End(ConntrackTracker tracker, ConntrackMessage connection)
    {
        _now += Second;
        tracker.End(in connection, _now);
        tracker.Flush();
    }

    private (ulong, ulong, int)[] Told() => [.. _flows.Rows.Select(row => (row.Packets, row.Octets, (int)row.Reason))];
}
