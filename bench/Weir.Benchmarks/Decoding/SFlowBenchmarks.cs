using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Weir.Collector.Decoding;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
using Weir.Testing.Packets;
using Weir.Wire.Primitives;

namespace Weir.Benchmarks.Decoding;

/// <summary>sFlow datagrams of usual size through the decoder into batches that nobody keeps. One operation is one sample.</summary>
[MemoryDiagnoser]
public class SFlowBenchmarks
{
    /// <summary>As many as fit into 1400 octets: 128 octets of header, and what stands around them.</summary>
    private const int SamplesPerDatagram = 7;

    private const int SequenceOffset = 16;

    private readonly DatagramDecoder _decoder = new(new Nothing());
    private readonly IpAddress _exporter = IpAddress.FromV4(0xC0000201);
    private byte[] _datagram = [];
    private uint _sequence;

    /// <summary>What the sampled packets are.</summary>
    [Params("IPv4 TCP", "tagged IPv6 UDP")]
    public string Packets { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        byte[] frame = Packets == "IPv4 TCP"
            ? FrameBuilder.Ethernet().Ipv4("192.0.2.7", "198.51.100.8").Tcp(443, 50_000).Payload(74).Build()
            : FrameBuilder.Ethernet().Vlan(7).Ipv6("2001:db8::7", "2001:db8::8").Udp(53, 50_000).Payload(62).Build();
        byte[] sample = SFlowMessages.FlowSample(1, 3, 1024, 3, 4, SFlowMessages.RawHeader(1, 1518, frame), SFlowMessages.Structure(1001, new byte[16]));
        _datagram = SFlowMessages.Datagram("203.0.113.9", 0, 1, [.. Enumerable.Repeat(sample, SamplesPerDatagram)]);
    }

    [Benchmark(OperationsPerInvoke = SamplesPerDatagram)]
    public void Decode_one_sample()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_datagram.AsSpan(SequenceOffset), _sequence++);
        _decoder.Accept(new(1, _exporter, 6343, _datagram));
    }

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }
}
