using Weir.Flows.Columns;
using Weir.Query.Planning;

namespace Weir.Query.Tests.Planning;

public class QueryPlannerTests
{
    [Fact]
    public void A_range_of_flow_time_bounds_when_records_were_received()
    {
        QueryPlan plan = QueryPlanner.Plan(new FlowsQuery { Range = new(1_000_000_000_000_000_000, 1_000_000_001_000_000_000) });
        Assert.Equal(1_000_000_000_000_000_000 - 3_600_000_000_000, plan.Received.SinceNs);
        Assert.Equal(1_000_000_001_000_000_000 + 86_400_000_000_000, plan.Received.UntilNs);
        plan = QueryPlanner.Plan(new FlowsQuery { Range = new(long.MinValue, long.MaxValue) });
        Assert.Equal(new(long.MinValue, long.MaxValue), plan.Received);
        Assert.True(QueryPlanner.Plan(new FlowsQuery()).Received.IsAll);
    }

    [Fact]
    public void Questions_without_an_answer_are_refused()
    {
        Assert.Throws<ArgumentException>(() => QueryPlanner.Plan(new TopQuery { Dimensions = [], Measures = [] }));
        Assert.Throws<ArgumentException>(() => QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.Proto], Measures = [Measure.Bytes, Measure.Bytes] }));
        Assert.Throws<ArgumentException>(() => QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.Bytes] }));
        Assert.Throws<ArgumentException>(() => QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.Proto, FlowColumns.Proto] }));
        Assert.Throws<ArgumentException>(() => QueryPlanner.Plan(new TopQuery { Dimensions = [FlowColumns.Proto], Count = 0 }));
        Assert.Throws<ArgumentException>(() => QueryPlanner.Plan(new FlowsQuery { Range = new(5, 5) }));
    }
}
