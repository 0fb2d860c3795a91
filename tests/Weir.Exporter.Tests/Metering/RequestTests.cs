using Weir.Exporter.Metering;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Metering;

/// <summary>What operators ask of the table and of the thread that has it.</summary>
public sealed class RequestTests
{
    [Fact]
    public void Copies_do_not_end_flows_and_are_no_more_than_asked_for()
    {
        var records = new Rows();
        var copies = new Rows();
        using var table = new FlowTable(MeteringOptions.WithoutTimeouts, new FlowKeyHash(1), records, new MeteringMetrics());
        Fill(table, 10);

        table.CopyTo(copies, 7);
        Assert.Equal((7, 0, 10), (copies.Count, records.Count, table.Count));

        table.CopyTo(copies, 100);
        table.EndAll();
        Assert.Equal((17, 10, 0), (copies.Count, records.Count, table.Count));
    }

    [Fact]
    public void Deleted_flows_leave_no_record_and_the_table_goes_on()
    {
        var records = new Rows();
        var metrics = new MeteringMetrics();
        using var table = new FlowTable(MeteringOptions.WithoutTimeouts, new FlowKeyHash(1), records, metrics);
        Fill(table, 10);

        Assert.Equal(10, table.DeleteAll());
        Assert.Equal((0, 0L), (table.Count, metrics.FlowsActive));
        Fill(table, 4);
        table.EndAll();

        Assert.Equal(4, records.Count);
    }

    [Fact]
    public void Requests_are_served_by_the_metering_thread_and_bounded()
    {
        using var process = new MeteringProcess(MeteringOptions.WithoutTimeouts, new FlowKeyHash(1), new Rows(), TimeProvider.System);
        int served = 0;
        int taken = 0;
        while (process.TryPost(_ => served++)) taken++;

        process.Run(new Idle(), TestContext.Current.CancellationToken);

        Assert.Equal((MeteringProcess.MaxRequests, MeteringProcess.MaxRequests), (taken, served));
        Assert.True(process.TryPost(static _ => { }));
    }

    private static void Fill(FlowTable table, int flows)
    {
        var observations = new Observation[flows];
        for (int i = 0; i < flows; i++)
        {
            observations[i].TimeNs = 1_000_000_000;
            observations[i].Fields.EtherType = EtherTypes.Ipv4;
            observations[i].Fields.Source = IpAddress.FromV4((uint)i + 1);
            observations[i].Fields.Destination = IpAddress.FromV4(1);
            observations[i].Fields.IpLength = 100;
        }

        table.Update(observations);
    }

    private sealed class Rows : IFlowSink
    {
        public int Count { get; private set; }

        public void Write(FlowBatch batch) => Count += batch.Count;
    }

    /// <summary>Idle once, then over.</summary>
    private sealed class Idle : IPacketSource
    {
        private bool _wasRead;

        public string Name => "idle";

        public PacketReadStatus Read(PacketBatch batch)
        {
            PacketReadStatus status = _wasRead ? PacketReadStatus.End : PacketReadStatus.Idle;
            _wasRead = true;
            return status;
        }

        public void Dispose()
        {
        }
    }
}
