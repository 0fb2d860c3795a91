using Weir.Exporter.Exporting.Feeding;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Exporting.Feeding;

public sealed class FlowDistributorTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];

    [Fact]
    public void Replicated_records_go_to_all()
    {
        Dictionary<string, List<uint>> got = Distribute(Names, Distribution.Replicate, Flows(500, reverse: false));
        Assert.All(got.Values, flows => Assert.Equal(Enumerable.Range(0, 500).Select(static i => (uint)i), flows));
    }

    [Fact]
    public void Balanced_records_go_to_one_each_in_even_shares_and_in_order()
    {
        Dictionary<string, List<uint>> got = Distribute(Names, Distribution.FlowHash, Flows(2000, reverse: false));
        Assert.Equal(Enumerable.Range(0, 2000).Select(static i => (uint)i), got.Values.SelectMany(static flows => flows).Order());
        Assert.All(got.Values, flows =>
        {
            Assert.InRange(flows.Count, 400, 600);
            Assert.Equal(flows.Order(), flows);
        });
    }

    [Fact]
    public void A_flow_goes_to_the_same_collector_again_and_so_does_its_other_direction()
    {
        Dictionary<string, List<uint>> first = Distribute(Names, Distribution.FlowHash, Flows(2000, reverse: false));
        Dictionary<string, List<uint>> second = Distribute(Names, Distribution.FlowHash, Flows(2000, reverse: true));
        foreach (string name in Names) Assert.Equal(first[name], second[name]);
    }

    [Fact]
    public void When_a_collector_goes_only_its_own_flows_move()
    {
        Dictionary<string, List<uint>> before = Distribute(Names, Distribution.FlowHash, Flows(2000, reverse: false));
        Dictionary<string, List<uint>> after = Distribute(["d", "a", "c"], Distribution.FlowHash, Flows(2000, reverse: false));
        foreach (string name in after.Keys) Assert.Empty(before[name].Except(after[name]));
    }

    private static Dictionary<string, List<uint>> Distribute(string[] names, Distribution distribution, FlowBatch batch)
    {
        (string Name, FlowQueue Queue)[] queues = [.. names.Select(static name => (name, new FlowQueue(new FlowQueueOptions())))];
        new FlowDistributor(queues, distribution).Write(batch);
        var got = new Dictionary<string, List<uint>>();
        foreach ((string name, FlowQueue queue) in queues)
        {
            queue.Close();
            List<uint> flows = got[name] = [];
            while (queue.TryTake(out FlowBatch? part, out _))
            {
                for (int row = 0; row < part!.Count; row++) flows.Add((uint)part.Column(FlowColumns.Packets)[row]);
            }
        }

        return got;
    }

    // Conversations between a few hosts, told apart by addresses and ports; the number is in the packets.
    private static FlowBatch Flows(int count, bool reverse)
    {
        var batch = new FlowBatch { Count = count };
        for (int row = 0; row < count; row++)
        {
            (IpAddress client, IpAddress server) = (IpAddress.FromV4(0x0A00_0000 + (uint)row % 50), IpAddress.FromV4(0xC0A8_0000 + (uint)row % 7));
            batch.Set(FlowColumns.SrcAddr, row, reverse ? server : client);
            batch.Set(FlowColumns.DstAddr, row, reverse ? client : server);
            batch.Set(FlowColumns.SrcPort, row, reverse ? (ushort)443 : (ushort)(1024 + row));
            batch.Set(FlowColumns.DstPort, row, reverse ? (ushort)(1024 + row) : (ushort)443);
            batch.Set(FlowColumns.Proto, row, (byte)6);
            batch.Set(FlowColumns.Packets, row, (ulong)row);
        }

        return batch;
    }
}
