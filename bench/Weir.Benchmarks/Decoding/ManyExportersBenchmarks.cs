using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Weir.Collector.Decoding;
using Weir.Collector.Sessions;
using Weir.Flows.Batches;
using Weir.Flows.Pipeline;
using Weir.Testing.Messages;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Benchmarks.Decoding;

/// <summary>
/// Messages of usual size that come from many exporters with many templates each, in no order that a cache could foresee. One operation is one message: how far
/// it grows with the number of exporters and templates is what sessions and templates cost, and that of a segment what they cost anew with each.
/// </summary>
[MemoryDiagnoser]
public class ManyExportersBenchmarks
{
    private const int Records = 20;
    private const int SequenceOffset = 8;
    private const int SetIdOffset = 16;
    private const int TemplateIdOffset = 20;
    private const int FirstTemplate = 256;
    private const int Turns = 1 << 16;

    private static readonly FieldSpecifier[] Fields =
    [
        new(ElementId.SourceIPv4Address, 4), new(ElementId.DestinationIPv4Address, 4), new(ElementId.SourceTransportPort, 2), new(ElementId.DestinationTransportPort, 2),
        new(ElementId.ProtocolIdentifier, 1), new(ElementId.TcpControlBits, 1), new(ElementId.IpClassOfService, 1), new(ElementId.OctetDeltaCount, 8),
        new(ElementId.PacketDeltaCount, 8), new(ElementId.FlowStartMilliseconds, 8), new(ElementId.FlowEndMilliseconds, 8), new(ElementId.IngressInterface, 4),
        new(ElementId.EgressInterface, 4), new(ElementId.BgpSourceAsNumber, 4), new(ElementId.BgpDestinationAsNumber, 4),
    ];

    private readonly TemplateShapes _shapes = new();
    private readonly DatagramDecoder _decoder;
    private readonly (IpAddress Exporter, ushort Template)[] _order = new (IpAddress, ushort)[Turns];
    private readonly Dictionary<IpAddress, uint> _sequences = [];
    private byte[] _message = [];
    private (IpAddress Exporter, byte[] Message)[] _opening = [];
    private int _turn;

    public ManyExportersBenchmarks() => _decoder = NewDecoder();

    /// <summary>Exporters, and templates of each.</summary>
    [Params("1 x 1", "1000 x 1", "100 x 1000", "1000 x 100")]
    public string ExportersAndTemplates { get; set; } = "";

    /// <summary>
    /// How templates differ: all alike; one exporter's differ, each from each, and all exporters have the same, as those of one make do; no two are the same.
    /// </summary>
    [Params("alike", "by id", "different")]
    public string Templates { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        string[] numbers = ExportersAndTemplates.Split(" x ");
        (int exporters, int templates) = (int.Parse(numbers[0], null), int.Parse(numbers[1], null));
        byte[] zeros = new byte[Fields.Sum(static field => field.Length)];
        _message = TestMessages.Ipfix(0, 0, 0, TestMessages.Set(FirstTemplate, [.. Enumerable.Repeat(zeros, Records)]));
        _opening = new (IpAddress, byte[])[exporters * templates];
        for (int exporter = 0; exporter < exporters; exporter++)
        {
            _sequences.Add(AddressOf(exporter), 0);
            for (int template = 0; template < templates; template++)
            {
                byte[] record = TestMessages.Template((ushort)(FirstTemplate + template), FieldsOf(exporter * templates + template, template));
                _opening[exporter * templates + template] = (AddressOf(exporter), TestMessages.Ipfix(0, 0, 0, TestMessages.Set(2, record)));
            }
        }

        Open(_decoder);
        if (_decoder.Sessions.All.Sum(static session => session.Templates.Count) != exporters * templates) throw new InvalidOperationException("a template was not taken");
        var random = new Random(1);
        for (int i = 0; i < Turns; i++) _order[i] = (AddressOf(random.Next(exporters)), (ushort)(FirstTemplate + random.Next(templates)));
    }

    [Benchmark]
    public void Decode_one_message()
    {
        (IpAddress exporter, ushort template) = _order[_turn++ & (Turns - 1)];
        ref uint sequence = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_sequences, exporter);
        BinaryPrimitives.WriteUInt32BigEndian(_message.AsSpan(SequenceOffset), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(_message.AsSpan(SetIdOffset), template);
        sequence += Records;
        _decoder.Accept(new(1, exporter, 4739, _message));
    }

    /// <summary>A segment with a message of each template.</summary>
    [Benchmark]
    public void Decode_a_segment()
    {
        DatagramDecoder decoder = NewDecoder();
        Open(decoder);
        foreach ((IpAddress exporter, byte[] opening) in _opening)
        {
            opening.AsSpan(TemplateIdOffset, sizeof(ushort)).CopyTo(_message.AsSpan(SetIdOffset));
            decoder.Accept(new(1, exporter, 4739, _message));
        }
    }

    private DatagramDecoder NewDecoder() => new(new Nothing(), shapes: _shapes);

    private void Open(DatagramDecoder decoder)
    {
        foreach ((IpAddress exporter, byte[] message) in _opening) decoder.AcceptOpening(new(1, exporter, 4739, message));
    }

    // The same fields in another order are another template of the same length.
    private FieldSpecifier[] FieldsOf(int number, int ofExporter)
    {
        FieldSpecifier[] fields = [.. Fields];
        if (Templates != "alike") new Random(Templates == "by id" ? ofExporter : number).Shuffle(fields);
        return fields;
    }

    private static IpAddress AddressOf(int exporter) => IpAddress.FromV4(0x0A000000 + (uint)exporter);

    private sealed class Nothing : IFlowSink
    {
        public void Write(FlowBatch batch)
        {
        }
    }
}
