using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Weir.Exporter.Exporting;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Flows.Columns;
using Weir.Testing;
using Weir.Wire.NetFlowV5;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Exporting;

public sealed class NetFlowV5ExportTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly RecordingTransport _transport = new();
    private readonly CountingLogger _log = new();

    public void Dispose() => _transport.Dispose();

    [Fact]
    public void A_packet_holds_30_flows_and_the_sequence_counts_flows()
    {
        using CollectorSession session = Session();
        session.Metrics.Sequence = uint.MaxValue - 40;
        session.Write(Small(100), 0, 100);
        Assert.Equal([30, 30, 30, 10], Headers().Select(header => (int)header.Count));
        Assert.Equal([uint.MaxValue - 40, uint.MaxValue - 10, 19, 49], Headers().Select(header => header.FlowSequence));
        Assert.All(Headers(), header => Assert.Equal(((byte)1, (byte)2), (header.EngineType, header.EngineId)));
    }

    [Fact]
    public void A_narrow_path_gets_fewer_flows_a_packet()
    {
        _transport.MaxMessageLength = 464;
        using CollectorSession session = Session();
        session.Write(Small(20), 0, 20);
        Assert.Equal([9, 9, 2], Headers().Select(header => (int)header.Count));
    }

    [Fact]
    public void Ipv6_flows_are_counted_and_warned_of_once()
    {
        using CollectorSession session = Session();
        FlowBatch batch = SampleBatch.Of(30);
        session.Write(batch, 0, 30);
        session.Write(batch, 0, 30);
        Assert.Equal((20L, 1), (session.Metrics.NotExportable, _log.Lines));
    }

    [Fact]
    public void Counters_above_32_bits_become_several_flows_that_add_up()
    {
        using CollectorSession session = Session();
        FlowBatch batch = Small(3);
        batch.Set(FlowColumns.Bytes, 1, 1_000_000_000_007UL);
        batch.Set(FlowColumns.Packets, 1, 5_000_000_003UL);
        batch.Set(FlowColumns.Bytes, 2, (ulong)uint.MaxValue);
        session.Write(batch, 0, 3);
        byte[][] records = [.. Records()];
        Assert.Equal(1 + 233 + 1, records.Length);
        Assert.Equal(1_000_000_000_007UL + uint.MaxValue + batch.Column(FlowColumns.Bytes)[0], Sum(records, 20));
        Assert.Equal(5_000_000_003UL + batch.Column(FlowColumns.Packets)[0] + batch.Column(FlowColumns.Packets)[2], Sum(records, 16));
        Assert.Equal(235u, session.Metrics.Sequence);
    }

    [Fact]
    public void Icmp_type_and_code_are_the_destination_port()
    {
        using CollectorSession session = Session();
        FlowBatch batch = Small(1);
        batch.Set(FlowColumns.Proto, 0, (byte)1);
        batch.Set(FlowColumns.IcmpType, 0, (byte)3);
        batch.Set(FlowColumns.IcmpCode, 0, (byte)4);
        session.Write(batch, 0, 1);
        Assert.Equal(0x0304, BinaryPrimitives.ReadUInt16BigEndian(Records().Single().AsSpan(34)));
    }

    [Fact]
    public void Numbers_above_16_bits_are_not_cut_to_another_ones()
    {
        using CollectorSession session = Session();
        FlowBatch batch = Small(1);
        batch.Set(FlowColumns.InIf, 0, 70_000u);
        batch.Set(FlowColumns.SrcAs, 0, 4_200_000_000u);
        session.Write(batch, 0, 1);
        byte[] record = Records().Single();
        Assert.Equal((0, 23456), (BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(12)), BinaryPrimitives.ReadUInt16BigEndian(record.AsSpan(40))));
    }

    [Fact]
    public void The_header_tells_the_sampling_rate()
    {
        using var session = new CollectorSession(Options() with { SamplingRate = 100 }, _transport, _clock);
        session.Write(Small(1), 0, 1);
        Assert.Equal(((byte)1, (ushort)100), (Headers().Single().SamplingMode, Headers().Single().SamplingInterval));
    }

    [Fact]
    public void What_is_not_sent_is_counted_to_the_octet_and_the_sequence_goes_on()
    {
        _transport.Result = SendResult.Failed;
        using CollectorSession session = Session();
        FlowBatch batch = Small(40);
        session.Write(batch, 0, 40);
        Assert.Equal((40L, 40u), (session.Metrics.NotSentRecords, session.Metrics.Sequence));
        Assert.Equal(Enumerable.Range(0, 40).Sum(row => (long)batch.Column(FlowColumns.Bytes)[row]), session.Metrics.NotSentOctets);
        Assert.Equal(Enumerable.Range(0, 40).Sum(row => (long)batch.Column(FlowColumns.Packets)[row]), session.Metrics.NotSentPackets);
    }

    [Fact]
    public void Exporting_allocates_nothing()
    {
        using var session = new CollectorSession(Options(), new NullTransport(), _clock);
        FlowBatch batch = Small(FlowBatch.Capacity);
        for (int i = 0; i < 50; i++) session.Write(batch, 0, batch.Count);
        AllocationBudget.Check("exporter/exporting: write a batch as NetFlow v5", () =>
        {
            for (int i = 0; i < 50; i++) session.Write(batch, 0, batch.Count);
        });
    }

    // IPv4 with counters that 32 bits hold.
    private static FlowBatch Small(int rows)
    {
        FlowBatch batch = SampleBatch.Of(rows);
        for (int row = 0; row < rows; row++)
        {
            batch.Set(FlowColumns.SrcAddr, row, IpAddress.FromV4(0x0A00_0000 + (uint)row));
            batch.Set(FlowColumns.DstAddr, row, IpAddress.FromV4(0xC0A8_0000 + (uint)row));
            batch.Set(FlowColumns.Bytes, row, 1000UL + (ulong)row);
            batch.Set(FlowColumns.Packets, row, 10UL + (ulong)row);
        }

        return batch;
    }

    private static CollectorOptions Options() => new() { Name = "v5", Protocol = ExportProtocol.NetFlow5, ObservationDomainId = 0x0102 };

    private static ulong Sum(IEnumerable<byte[]> records, int offset) =>
        records.Aggregate(0UL, (sum, record) => sum + BinaryPrimitives.ReadUInt32BigEndian(record.AsSpan(offset)));

    private CollectorSession Session() => new(Options(), _transport, _clock, log: _log);

    private IEnumerable<NetFlowV5Header> Headers() => _transport.Messages.Select(message =>
    {
        Assert.Equal(DecodeStatus.Ok, NetFlowV5Header.TryRead(message, out NetFlowV5Header header));
        Assert.Equal(NetFlowV5Header.Size + header.Count * NetFlowV5Record.Size, message.Length);
        return header;
    });

    private IEnumerable<byte[]> Records() => _transport.Messages.SelectMany(message => message.Skip(NetFlowV5Header.Size).Chunk(NetFlowV5Record.Size));

    private sealed class CountingLogger : ILogger
    {
        public int Lines { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines++;
    }
}
