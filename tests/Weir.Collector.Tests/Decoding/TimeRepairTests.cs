using Weir.Collector.Decoding;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

/// <summary>Records whose times cannot be right: what is found, and what becomes of them by each policy.</summary>
public sealed class TimeRepairTests
{
    private const long Second = 1_000_000_000;
    private const long Day = 86_400;
    private const long Received = DecoderUnderTest.ReceivedNs / Second;

    // End and start, in seconds relative to the receipt; null where nothing is to be moved.
    [Theory]
    [InlineData(TimePolicy.AsSent, 100, 90, 100, 90)]
    [InlineData(TimePolicy.Clamp, 100, 90, 0, -10)]
    [InlineData(TimePolicy.Received, 100, 90, 0, -10)]
    [InlineData(TimePolicy.AsSent, -2 * Day, -2 * Day - 5, -2 * Day, -2 * Day - 5)]
    [InlineData(TimePolicy.Clamp, -2 * Day, -2 * Day - 5, -Day, -Day - 5)]
    [InlineData(TimePolicy.Received, -2 * Day, -2 * Day - 5, 0, -5)]
    [InlineData(TimePolicy.Received, 100, 200, 0, 0)]
    [InlineData(TimePolicy.Clamp, -Received, -Received, -Day, -Day)]
    public void Wrong_times_are_moved_by_the_policy_and_last_as_long(TimePolicy policy, long end, long start, long movedEnd, long movedStart)
    {
        DecoderUnderTest test = Decode(policy, 0, (start, end));
        Dictionary<string, object> record = test.Single();
        Assert.Equal((movedEnd, movedStart), (Relative(record, "time_flow_end_ns"), Relative(record, "time_flow_start_ns")));
        Assert.Equal((end > 0 ? 1 : 0, end > 0 ? 0 : 1, policy == TimePolicy.AsSent ? 0 : 1), (test.Metrics.TimesInFuture, test.Metrics.TimesTooOld, test.Metrics.TimesRepaired));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, -86_400)]
    [InlineData(600, 600)] // a clock that is ten minutes ahead, by its own message
    [InlineData(-3600, -90_000)] // an hour behind, or as long in a spool
    public void What_the_clock_of_the_message_explains_is_left_alone(long exported, long end)
    {
        DecoderUnderTest test = Decode(TimePolicy.Received, exported, (end, end));
        Assert.Equal(end, Relative(test.Single(), "time_flow_end_ns"));
        Assert.Equal((0, 0), (test.Metrics.TimesInFuture, test.Metrics.TimesTooOld));
    }

    [Theory]
    [InlineData(0, 2, 1, 0)]
    [InlineData(7200, 7200, 1, 0)] // more than a header may excuse
    [InlineData(-Received, -Received, 0, 1)] // a clock that was never set
    [InlineData(-86_400, -90_001, 0, 1)]
    public void What_it_does_not_explain_is_counted(long exported, long end, long future, long old)
    {
        DecoderUnderTest test = Decode(TimePolicy.Received, exported, (end, end));
        Assert.Equal(0, Relative(test.Single(), "time_flow_end_ns"));
        Assert.Equal((future, old), (test.Metrics.TimesInFuture, test.Metrics.TimesTooOld));
    }

    [Fact]
    public void Only_the_wrong_ones_of_a_set_are_moved()
    {
        DecoderUnderTest test = Decode(TimePolicy.Clamp, 0, (-5, -1), (50, 60), (-9, -3));
        Assert.Equal([-1L, 0L, -3L], test.Records().Select(record => Relative(record, "time_flow_end_ns")));
    }

    [Fact]
    public void An_uptime_that_turned_over_since_the_flow_ended_is_no_wrong_time()
    {
        var test = new DecoderUnderTest(new() { Times = new() { Policy = TimePolicy.Received } });
        byte[] template = Template(256, new(ElementId.FlowStartSysUpTime, 4), new(ElementId.FlowEndSysUpTime, 4));
        test.Accept(NetFlowV9(5_000, (uint)Received, 1, 1, Set(0, template), Set(256, new Octets().U32(uint.MaxValue - 9_999, uint.MaxValue - 4_999).ToArray())));
        Dictionary<string, object> record = test.Single();
        Assert.Equal((-15L, -10L), (Relative(record, "time_flow_start_ns"), Relative(record, "time_flow_end_ns")));
        Assert.Equal((0, 0), (test.Metrics.TimesInFuture, test.Metrics.TimesTooOld));
    }

    private static long Relative(Dictionary<string, object> record, string column) => ((long)record[column] - DecoderUnderTest.ReceivedNs) / Second;

    private static DecoderUnderTest Decode(TimePolicy policy, long exported, params ReadOnlySpan<(long Start, long End)> records)
    {
        var test = new DecoderUnderTest(new() { Times = new() { Policy = policy } });
        var content = new Octets();
        foreach ((long start, long end) in records) content.U64((ulong)((Received + start) * 1000), (ulong)((Received + end) * 1000));
        test.Accept(Ipfix((uint)(Received + exported), 0, 1, Set(2, Template(256, new(ElementId.FlowStartMilliseconds, 8), new(ElementId.FlowEndMilliseconds, 8))), Set(256, content.ToArray())));
        return test;
    }
}
