using System.Text;
using Weir.Collector.Enriching.Networks;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Wire.Primitives;

namespace Weir.Collector.Tests.Enriching.Networks;

public sealed class NetworkSinkTests : IFlowSink
{
    private readonly FlowBatch _batch = new();
    private readonly NetworkDirectory _networks = KnownNetworks.Directory("network,tag,country\n10.0.0.0/24,web,DE\n10.0.1.0/24,,FR\n10.0.2.0/24,db,\n10.0.3.0/24,-,-\n");
    private readonly NetworkSink _sink;
    private int _written;

    public NetworkSinkTests() => _sink = new(this, _networks);

    [Fact]
    public void Both_ends_have_what_the_file_says_of_their_networks()
    {
        Add("10.0.0.1", "10.0.1.1");
        Add("10.0.2.1", "198.51.100.1");
        Add("10.0.3.1", "10.0.0.2");
        _sink.Write(_batch);
        Assert.Equal(["web", "db", null], Texts(FlowColumns.SrcTag));
        Assert.Equal([null, null, "web"], Texts(FlowColumns.DstTag));
        Assert.Equal(["DE", null, null], Texts(FlowColumns.SrcCountry));
        Assert.Equal(["FR", null, "DE"], Texts(FlowColumns.DstCountry));
        Assert.Equal(4, _networks.Metrics.Labelled.Value);
    }

    [Fact]
    public void What_a_record_says_already_stays_and_only_the_rest_is_added()
    {
        Add("10.0.0.1", "10.0.0.2");
        _batch.SetText(FlowColumns.SrcCountry, 0, "NL"u8);
        _batch.SetText(FlowColumns.DstTag, 0, "theirs"u8);
        _sink.Write(_batch);
        Assert.Equal(("web", "NL", "theirs", "DE"), (Texts(FlowColumns.SrcTag)[0], Texts(FlowColumns.SrcCountry)[0], Texts(FlowColumns.DstTag)[0], Texts(FlowColumns.DstCountry)[0]));
    }

    [Fact]
    public void A_record_without_a_system_or_with_0_has_that_of_its_network()
    {
        NetworkDirectory networks = KnownNetworks.Directory("network,as\n10.0.0.0/24,64500\n10.0.1.0/24,-\n");
        for (int row = 0; row < 130; row++) Add("10.0.0.1", "10.0.1.1");
        for (int row = 0; row < 130; row += 3) _batch.Set(FlowColumns.SrcAs, row, row % 2 == 0 ? 0u : 7u);
        _batch.Set(FlowColumns.DstAs, 5, 0u);
        new NetworkSink(this, networks).Write(_batch);
        Assert.Equal(Enumerable.Range(0, 130).Select(static row => row % 3 == 0 && row % 2 != 0 ? 7u : 64500), _batch.Column(FlowColumns.SrcAs)[..130].ToArray());
        Assert.All(Enumerable.Range(0, 130), row => Assert.True(_batch.IsValid(FlowColumns.SrcAs, row)));
        Assert.Equal([5], Enumerable.Range(0, 130).Where(row => _batch.IsValid(FlowColumns.DstAs, row)));
        Assert.Equal(108, networks.Metrics.Labelled.Value);
    }

    [Fact]
    public void A_record_without_an_address_has_neither_and_a_batch_of_nobodys_has_no_column()
    {
        Add("198.51.100.1", "198.51.100.2");
        _batch.Count++;
        _sink.Write(_batch);
        Assert.All((FlowColumn[])[FlowColumns.SrcTag, FlowColumns.DstTag, FlowColumns.SrcCountry, FlowColumns.DstCountry], column => Assert.False(_batch.Has(column)));
        Assert.Equal(2, _written);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(FlowBatch.Capacity)]
    public void Every_row_has_the_tag_of_its_own_network(int rows)
    {
        // More tags than are remembered in a batch.
        NetworkDirectory networks = KnownNetworks.Directory("network,tag\n" + string.Concat(Enumerable.Range(0, 2000).Select(static i => $"10.1.{i / 256}.{i % 256},host-{i}\n")));
        for (int row = 0; row < rows; row++) Add($"10.1.{row * 7 % 2000 / 256}.{row * 7 % 2000 % 256}", "198.51.100.1");
        new NetworkSink(this, networks).Write(_batch);
        Assert.Equal(Enumerable.Range(0, rows).Select(static row => $"host-{row * 7 % 2000}"), Texts(FlowColumns.SrcTag));
    }

    [Fact]
    public void Labelling_allocates_nothing()
    {
        for (int row = 0; row < FlowBatch.Capacity; row++) Add($"10.0.{row % 5}.1", $"10.0.{row / 5 % 5}.2");
        Work();
        Work();
        AllocationBudget.Check("collector/enriching: label the ends of a batch", Work);

        void Work()
        {
            int count = _batch.Count;
            _sink.Write(_batch);
            // The texts of the batch go with all of it.
            _batch.Clear();
            _batch.Count = count;
            _batch.SetValid(FlowColumns.SrcAddr, 0, count);
            _batch.SetValid(FlowColumns.DstAddr, 0, count);
        }
    }

    void IFlowSink.Write(FlowBatch batch) => _written += batch.Count;

    private void Add(string source, string destination)
    {
        int row = _batch.Count++;
        _batch.Set(FlowColumns.SrcAddr, row, Address(source));
        _batch.Set(FlowColumns.DstAddr, row, Address(destination));
    }

    private IReadOnlyList<string?> Texts(FlowColumn<BatchText> column) =>
        [.. Enumerable.Range(0, _batch.Count).Select(row => _batch.IsValid(column, row) ? Encoding.UTF8.GetString(_batch.Text(column, row)) : null)];

    private static IpAddress Address(string text) => IpAddress.TryParse(text, out IpAddress address) ? address : throw new FormatException(text);
}
