using System.Text;
using Weir.Collector.Enriching.Kubernetes;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Kubernetes;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Enriching.Kubernetes;

public sealed class PodSinkTests : IFlowSink
{
    private readonly KubernetesMetrics _metrics = new();
    private readonly FlowBatch _batch = new();
    private readonly PodDirectory _pods;
    private readonly PodSink _sink;
    private int _written;

    public PodSinkTests()
    {
        _pods = new(new(), _metrics, new ManualClock());
        _sink = new(this, _pods, _metrics);
        var known = new KnownPods(_pods);
        for (int i = 1; i <= 3; i++) known.Put(ApiObjects.Pod($"web-{i}", i, $"10.1.0.{i}"));
    }

    [Fact]
    public void A_record_of_a_process_is_its_pods_whoever_sent_it()
    {
        Add("10.1.0.1", "10.1.0.2");
        _batch.SetText(FlowColumns.PodId, 0, Encoding.ASCII.GetBytes(ApiObjects.Uid(3)));
        Add("10.1.0.1", "10.1.0.2");
        _batch.SetText(FlowColumns.ContainerId, 1, Encoding.ASCII.GetBytes(ApiObjects.Container(2)));
        _sink.Write(_batch);

        Assert.Equal(("web-3", "shop", "Deployment/web"), (Text(FlowColumns.PodName, 0), Text(FlowColumns.PodNamespace, 0), Text(FlowColumns.PodOwner, 0)));
        Assert.Equal("web-2", Text(FlowColumns.PodName, 1));
        Assert.Equal(2, _metrics.Named.Value);
    }

    [Fact]
    public void A_record_without_process_is_that_of_the_pod_that_sent_it_or_else_of_the_one_it_is_for()
    {
        Add("10.1.0.1", "10.1.0.2");
        Add("198.51.100.1", "10.1.0.2");
        Add("198.51.100.1", "198.51.100.2");
        _sink.Write(_batch);

        Assert.Equal("web-1", Text(FlowColumns.PodName, 0));
        Assert.Equal("web-2", Text(FlowColumns.PodName, 1));
        Assert.Null(Text(FlowColumns.PodName, 2));
        Assert.Equal((2, 0), (_metrics.Named.Value, _metrics.Unknown.Value));
    }

    [Fact]
    public void A_container_that_is_not_known_is_counted_and_not_guessed()
    {
        Add("10.1.0.1", "10.1.0.2");
        _batch.SetText(FlowColumns.PodId, 0, Encoding.ASCII.GetBytes(ApiObjects.Uid(99)));
        _sink.Write(_batch);
        Assert.Null(Text(FlowColumns.PodName, 0));
        Assert.Equal((0, 1), (_metrics.Named.Value, _metrics.Unknown.Value));
    }

    [Fact]
    public void A_record_that_names_its_pod_keeps_it()
    {
        Add("10.1.0.1", "10.1.0.2");
        _batch.SetText(FlowColumns.PodName, 0, "elsewhere"u8);
        _sink.Write(_batch);
        Assert.Equal("elsewhere", Text(FlowColumns.PodName, 0));
        Assert.Null(Text(FlowColumns.PodNamespace, 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(FlowBatch.Capacity)]
    public void Every_row_is_named_by_its_own_pod(int rows)
    {
        for (int row = 0; row < rows; row++) Add($"10.1.0.{row % 4}", "198.51.100.1");
        _sink.Write(_batch);
        for (int row = 0; row < rows; row++) Assert.Equal(row % 4 == 0 ? null : $"web-{row % 4}", Text(FlowColumns.PodName, row));
        Assert.Equal(rows, _written);
    }

    [Fact]
    public void Naming_allocates_nothing()
    {
        for (int row = 0; row < FlowBatch.Capacity; row++) Add($"10.1.0.{row % 4}", "198.51.100.1");
        Work();
        Work();
        AllocationBudget.Check("collector/enriching: name the pods of a batch", Work);

        void Work()
        {
            _batch.Remove(FlowColumns.PodName);
            int count = _batch.Count;
            _sink.Write(_batch);
            // The texts of the batch go with all of it.
            _batch.Clear();
            _batch.Count = count;
            _batch.SetValid(FlowColumns.SrcAddr, 0, count);
        }
    }

    void IFlowSink.Write(FlowBatch batch) => _written += batch.Count;

    private void Add(string source, string destination)
    {
        int row = _batch.Count++;
        _batch.Set(FlowColumns.SrcAddr, row, Address(source));
        _batch.Set(FlowColumns.DstAddr, row, Address(destination));
    }

    private string? Text(FlowColumn<BatchText> column, int row) => _batch.IsValid(column, row) ? Encoding.UTF8.GetString(_batch.Text(column, row)) : null;

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);
}
