using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Weir.Collector.Decoding;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Benchmarks.Decoding;

/// <summary>Messages of usual size through the decoder into batches that nobody keeps. One operation is one message.</summary>
[MemoryDiagnoser]
public class DecodingBenchmarks
{
    private const int UsualSize = 1400;
    private const int SequenceOffset = 8;

    private static readonly FieldSpecifier[] EighteenFields =
    [
        new(ElementId.SourceIPv4Address, 4), new(ElementId.DestinationIPv4Address, 4), new(ElementId.IpNextHopIPv4Address, 4),
        new(ElementId.IngressInterface, 4), new(ElementId.EgressInterface, 4), new(ElementId.PacketDeltaCount, 8), new(ElementId.OctetDeltaCount, 8),
        new(ElementId.FlowStartMilliseconds, 8), new(ElementId.FlowEndMilliseconds, 8), new(ElementId.SourceTransportPort, 2),
        new(ElementId.DestinationTransportPort, 2), new(ElementId.TcpControlBits, 2), new(ElementId.ProtocolIdentifier, 1),
        new(ElementId.IpClassOfService, 1), new(ElementId.BgpSourceAsNumber, 4), new(ElementId.BgpDestinationAsNumber, 4),
        new(ElementId.SourceIPv4PrefixLength, 1), new(ElementId.DestinationIPv4PrefixLength, 1),
    ];

    private readonly DatagramDecoder _decoder = new(new Nothing());
    private readonly IpAddress _exporter = IpAddress.FromV4(0xC0000201);
    private byte[] _message = [];
    private uint _records;
    private uint _sequence;

    /// <summary>What the records are like.</summary>
    [Params("18 fixed fields", "18 fixed fields and 1 variable")]
    public string Template { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        bool isVariable = Template.EndsWith("variable", StringComparison.Ordinal);
        FieldSpecifier[] fields = isVariable ? [.. EighteenFields, new(ElementId.InterfaceName, FieldSpecifier.VariableLength)] : EighteenFields;
        byte[] fixedPart = Record();
        byte[] record = isVariable ? [.. fixedPart, 4, .. "eth0"u8] : fixedPart;
        _records = (uint)((UsualSize - 20) / record.Length);
        _message = TestMessages.Ipfix(0, 0, 0, TestMessages.Set(256, [.. Enumerable.Repeat(record, (int)_records)]));
        _decoder.Accept(new(1, _exporter, 4739, TestMessages.Ipfix(0, 0, 0, TestMessages.Set(2, TestMessages.Template(256, fields)))));
    }

    [Benchmark]
    public void Decode_one_message()
    {
        BinaryPrimitives.WriteUInt32BigEndian(_message.AsSpan(SequenceOffset), _sequence);
        _sequence += _records;
        _decoder.Accept(new(1, _exporter, 4739, _message));
    }

    private static byte[] Record()
    {
        var record = new Octets();
        foreach (FieldSpecifier field in EighteenFields)
        {
            bool isTime = field.ElementId is ElementId.FlowStartMilliseconds or ElementId.FlowEndMilliseconds;
            record.Number(isTime ? 1_700_000_000_000UL : field.ElementId == ElementId.ProtocolIdentifier ? 6UL : field.ElementId, field.Length);
        }

        return record.ToArray();
    }

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }
}
