using BenchmarkDotNet.Attributes;
using Weir.Exporter.Metering;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;
using Weir.Wire.Primitives;

namespace Weir.Benchmarks.Metering;

/// <summary>
/// The flow table against the number of flows. One operation is a packet: of a flow that is there, in random order, or the
/// first and last of its flow. Pays for the prefetches, the huge pages and the index's comparison of eight slots at once.
/// </summary>
public class FlowTableBenchmarks : IDisposable
{
    private const int Packets = 1 << 20;
    private const long TickNs = 1_000_000;

    private readonly Observation[] _handful = new Observation[PacketBatch.Capacity];
    private FlowTable _table = null!;
    private ulong _state = 1;
    private uint _next;
    private long _timeNs;

    [Params(10_000, 100_000, 1_000_000, 2_000_000)]
    public int Flows { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var options = new MeteringOptions { MaxFlows = Flows, ActiveTimeout = null, IdleTimeout = null, TcpEndGrace = null };
        _table = new FlowTable(options, new FlowKeyHash(1), new Nothing(), new MeteringMetrics());
        for (_next = 0; _next < Flows;) Count(newFlows: true);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _table.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Packets)]
    public void Packets_of_known_flows()
    {
        for (int i = 0; i < Packets; i += PacketBatch.Capacity) Count(newFlows: false);
    }

    /// <summary>The table is full: each evicts another flow, whose record is written.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public void Packets_of_new_flows()
    {
        for (int i = 0; i < Packets; i += PacketBatch.Capacity) Count(newFlows: true);
    }

    private void Count(bool newFlows)
    {
        _timeNs += TickNs;
        for (int i = 0; i < _handful.Length; i++)
        {
            _state = _state * 6364136223846793005 + 1442695040888963407;
            uint flow = newFlows ? _next++ : _next - 1 - (uint)((_state >> 32) * (ulong)Flows >> 32);
            ref Observation packet = ref _handful[i];
            packet.TimeNs = _timeNs;
            packet.Fields.EtherType = EtherTypes.Ipv4;
            packet.Fields.Protocol = IpProtocols.Udp;
            packet.Fields.Parts = PacketParts.Ports;
            packet.Fields.Source = IpAddress.FromV4(flow);
            packet.Fields.Destination = IpAddress.FromV4(1);
            packet.Fields.IpLength = 100;
        }

        _table.Update(_handful);
    }

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }
}
