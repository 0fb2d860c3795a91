using System.Globalization;
using Weir.Collector.Decoding;
using Weir.Collector.Tests.Dissecting;
using Weir.Collector.Tests.Fixtures;
using Weir.Flows.Batches;
using Weir.Flows.Interfaces;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Messages;
using Weir.Testing.Processes;
using Weir.Wire.Elements;
using Weir.Wire.Primitives;
using static Weir.Testing.Messages.SFlowMessages;
using static Weir.Testing.Messages.TestMessages;

namespace Weir.Collector.Tests.Decoding;

/// <summary>Interface counters of sFlow, IPFIX and NetFlow v9 as records.</summary>
public sealed class CounterDecodingTests
{
    private const int Port = 6343;

    private static readonly (string Tshark, CounterColumn Column)[] Fields =
    [
        ("iftype", CounterColumn.IfType), ("ifspeed", CounterColumn.IfSpeed), ("ifdirection", CounterColumn.IfDirection), ("ifinoct", CounterColumn.InOctets), ("ifinpkt", CounterColumn.InUnicast),
        ("ifinmcast", CounterColumn.InMulticast), ("ifinbcast", CounterColumn.InBroadcast), ("ifindisc", CounterColumn.InDiscards), ("ifinerr", CounterColumn.InErrors),
        ("ifinunk", CounterColumn.InUnknownProtocols), ("ifoutoct", CounterColumn.OutOctets), ("ifoutpkt", CounterColumn.OutUnicast), ("ifoutmcast", CounterColumn.OutMulticast),
        ("ifoutbcast", CounterColumn.OutBroadcast), ("ifoutdisc", CounterColumn.OutDiscards), ("ifouterr", CounterColumn.OutErrors), ("ifpromisc", CounterColumn.IfPromiscuous),
        ("dot3StatsAlignmentErrors", CounterColumn.AlignmentErrors), ("dot3StatsFCSErrors", CounterColumn.FcsErrors), ("dot3StatsSingleCollisionFrames", CounterColumn.SingleCollisions),
        ("dot3StatsMultipleCollisionFrames", CounterColumn.MultipleCollisions), ("dot3StatsSQETestErrors", CounterColumn.SqeTestErrors),
        ("dot3StatsDeferredTransmissions", CounterColumn.DeferredTransmissions), ("dot3StatsLateCollisions", CounterColumn.LateCollisions),
        ("dot3StatsExcessiveCollisions", CounterColumn.ExcessiveCollisions), ("dot3StatsInternalMacTransmitErrors", CounterColumn.InternalTransmitErrors),
        ("dot3StatsCarrierSenseErrors", CounterColumn.CarrierSenseErrors), ("dot3StatsFrameTooLongs", CounterColumn.FramesTooLong),
        ("dot3StatsInternalMacReceiveErrors", CounterColumn.InternalReceiveErrors), ("dot3StatsSymbolErrors", CounterColumn.SymbolErrors),
    ];

    // Each number different, so that none is taken for another.
    private static readonly byte[] Interface = Structure(1, new Octets()
        .U32(7, 6).U64(10_000_000_000).U32(1, 3).U64(0x1_0000_0001).U32(102, 103, 104, 105, 106, 107).U64(0x2_0000_0002).U32(202, 203, 204, 205, 206, 2).ToArray());

    private static readonly byte[] Ethernet = Structure(2, new Octets().U32(301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 311, 312, 313).ToArray());

    [Fact]
    public void Every_counter_of_every_sample_has_the_value_that_tshark_reads()
    {
        Tool.Require("tshark");
        byte[][] datagrams =
        [
            Datagram("192.0.2.1", 0, 1, CounterSample(1, 7, Interface, Ethernet)),
            .. Payloads.In("telegraf-netflow/sflow_issue_18876").Select(File.ReadAllBytes), .. Payloads.In("telegraf-netflow/sflow_issue_15918").Select(File.ReadAllBytes),
        ];
        using var directory = new TemporaryDirectory();
        File.WriteAllBytes(directory["c.pcap"], PcapOfDatagrams.Of(Port, datagrams));
        string[] lines = Tool.Output("tshark", ["-r", directory["c.pcap"], "-n", "-T", "fields", "-E", "separator=|", "-E", "occurrence=a",
            .. Fields.SelectMany(static field => new[] { "-e", "sflow_245." + field.Tshark })]).TrimEnd('\n').Split('\n');
        Assert.Equal(datagrams.Length, lines.Length);
        int compared = 0;
        for (int i = 0; i < datagrams.Length; i++)
        {
            List<CounterRecord> records = Decode(datagrams[i]).Counters;
            string[] theirs = lines[i].Split('|');
            for (int field = 0; field < Fields.Length; field++)
            {
                List<string> ours = [];
                foreach (CounterRecord record in records)
                {
                    if (record.TryGet(Fields[field].Column, out ulong value)) ours.Add(value.ToString(CultureInfo.InvariantCulture));
                }

                // tshark shows ones where a counter is not known.
                string[] known = [.. theirs[field].Split(',', StringSplitOptions.RemoveEmptyEntries).Where(static text => text is not ("4294967295" or "0xffffffff" or "18446744073709551615"))];
                Assert.Equal(known, ours);
                compared += ours.Count;
            }
        }

        Assert.True(compared >= Fields.Length);
    }

    [Fact]
    public void A_sample_names_its_agent_and_interface()
    {
        CounterSinkUnderTest sink = Decode(Datagram("192.0.2.1", 3, 1, CounterSample(1, 7, Interface)));
        CounterRecord record = Assert.Single(sink.Counters);
        Assert.Equal((DecoderUnderTest.ReceivedNs, "192.0.2.1", 3u, 7u), (record.TimeReceivedNs, record.Exporter.ToString(), record.ObservationDomainId, record.Interface));
        Assert.Equal(0, sink.Rows);
        Assert.Equal(3ul, Value(record, CounterColumn.IfStatus));
    }

    [Fact]
    public void Processor_and_memory_are_of_the_device()
    {
        byte[] processor = Structure(1001, new Octets().U32(1200, uint.MaxValue, 900).U64(8_000_000, 5_000_000).ToArray());
        CounterRecord record = Assert.Single(Decode(Datagram("192.0.2.1", 0, 1, CounterSample(1, 0x0200_0001, processor))).Counters);
        Assert.Null(record.Interface);
        Assert.Equal([1200ul, null, 900ul, 8_000_000ul, 5_000_000ul], new[] { CounterColumn.Cpu5s, CounterColumn.Cpu1m, CounterColumn.Cpu5m, CounterColumn.MemoryTotal, CounterColumn.MemoryFree }.Select(column => Value(record, column)));
    }

    [Fact]
    public void A_record_that_is_cut_tells_what_it_has_and_a_false_count_is_malformed()
    {
        byte[] cut = Structure(1, new Octets().U32(7, 6).U64(1000).U32(1, 3).ToArray());
        byte[] sample = CounterSample(1, 7, cut);
        sample[8 + 8 + 3] = 200; // as many records
        var sink = new CounterSinkUnderTest();
        var decoder = new DatagramDecoder(sink);
        decoder.Accept(new(DecoderUnderTest.ReceivedNs, DecoderUnderTest.Exporter, 1, Datagram("192.0.2.1", 0, 1, sample)));
        Assert.Equal((1000ul, null), (Value(Assert.Single(sink.Counters), CounterColumn.IfSpeed), Value(sink.Counters[0], CounterColumn.InOctets)));
        Assert.Equal((1L, 1L), (decoder.Metrics.CountOf(DecodeStatus.Truncated), decoder.Metrics.CounterRecords));
    }

    [Fact]
    public void Ipfix_tells_each_direction_in_records_of_its_own()
    {
        byte[] templates = [.. IpfixOptions(300, 1, new(ElementId.IngressInterface, 4), new(353, 8), new(ElementId.PacketTotalCount, 8), new(135, 8)), .. IpfixOptions(301, 1, new(ElementId.EgressInterface, 4), new(353, 8))];
        CounterSinkUnderTest sink = Decode(Ipfix(0, 0, 5, Set(3, templates), Set(300, new Octets().U32(2).U64(1000, 10, 3).ToArray()), Set(301, new Octets().U32(2).U64(2000).U32(3).U64(7).ToArray())));
        Assert.Equal([(2u, 1000ul, 10ul, 3ul, null, null), (2u, null, null, null, 2000ul, null), (3u, null, null, null, 7ul, null)], sink.Counters.Select(All));
        Assert.Equal((5u, DecoderUnderTest.Exporter), (sink.Counters[0].ObservationDomainId, sink.Counters[0].Exporter));
    }

    [Fact]
    public void Netflow_v9_tells_the_direction_in_the_record()
    {
        byte[] template = V9Options(300, 1, new(2, 4), new(ElementId.FlowDirection, 1), new(ElementId.OctetTotalCount, 8), new(ElementId.PacketTotalCount, 8));
        CounterSinkUnderTest sink = Decode(NetFlowV9(0, 0, 1, 5, Set(1, template), Set(300, new Octets().U32(2).U8(0).U64(1000, 10).U32(2).U8(1).U64(2000, 20).ToArray())));
        Assert.Equal([(2u, 1000ul, 10ul, null, null, null), (2u, null, null, null, 2000ul, 20ul)], sink.Counters.Select(All));
    }

    [Fact]
    public void Options_of_samplers_and_names_are_no_counters()
    {
        byte[] templates = [.. IpfixOptions(300, 1, new(ElementId.SelectorId, 8), new(305, 4), new(306, 4)), .. IpfixOptions(301, 1, new(ElementId.IngressInterface, 4), new(ElementId.InterfaceName, 4))];
        Assert.Empty(Decode(Ipfix(0, 0, 5, Set(3, templates), Set(300, new byte[16]), Set(301, new byte[8]))).Counters);
    }

    [Fact]
    public void Counting_again_allocates_nothing()
    {
        var decoder = new DatagramDecoder(new Nothing());
        byte[] message = Datagram("192.0.2.1", 0, 1, CounterSample(1, 7, Interface, Ethernet));
        for (int i = 0; i < 200; i++) decoder.Accept(new(1, DecoderUnderTest.Exporter, 1, message));
        AllocationBudget.Check("collector/decoding: decode and observe a message, sflow counters", () =>
        {
            for (int i = 0; i < 1000; i++) decoder.Accept(new(1, DecoderUnderTest.Exporter, 1, message));
        });
    }

    private static (uint?, ulong?, ulong?, ulong?, ulong?, ulong?) All(CounterRecord record) => (record.Interface, Value(record, CounterColumn.InOctets), Value(record, CounterColumn.InPackets),
        Value(record, CounterColumn.InDiscards), Value(record, CounterColumn.OutOctets), Value(record, CounterColumn.OutPackets));

    private static ulong? Value(CounterRecord record, CounterColumn column) => record.TryGet(column, out ulong value) ? value : null;

    private static CounterSinkUnderTest Decode(byte[] message)
    {
        var sink = new CounterSinkUnderTest();
        var decoder = new DatagramDecoder(sink);
        decoder.Accept(new(DecoderUnderTest.ReceivedNs, DecoderUnderTest.Exporter, 4739, message));
        decoder.Flush();
        return sink;
    }

    private sealed class CounterSinkUnderTest : IFlowSink, ICounterSink
    {
        public List<CounterRecord> Counters { get; } = [];

        public int Rows { get; private set; }

        public void Write(FlowBatch batch) => Rows += batch.Count;

        public void Write(in CounterRecord counters) => Counters.Add(counters);
    }

    private sealed class Nothing : IFlowSink, ICounterSink
    {
        public void Write(FlowBatch batch)
        {
        }

        public void Write(in CounterRecord counters)
        {
        }
    }
}
