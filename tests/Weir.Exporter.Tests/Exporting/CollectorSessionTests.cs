using System.Buffers.Binary;
using Weir.Exporter.Exporting;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Testing;
using Weir.Wire.Ipfix;
using Weir.Wire.Primitives;

namespace Weir.Exporter.Tests.Exporting;

public sealed class CollectorSessionTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly RecordingTransport _transport = new();

    public void Dispose() => _transport.Dispose();

    [Fact]
    public void The_sequence_counts_the_records_of_the_messages_before()
    {
        using CollectorSession session = Session();
        session.Write(SampleBatch.Of(100), 0, 100);
        session.Write(SampleBatch.Of(7), 0, 7);
        uint expected = 0;
        foreach (byte[] message in _transport.Messages)
        {
            Assert.Equal(DecodeStatus.Ok, IpfixHeader.TryRead(message, out IpfixHeader header));
            Assert.Equal((expected, 5u, (uint)_clock.GetUtcNow().ToUnixTimeSeconds(), message.Length), (header.SequenceNumber, header.ObservationDomainId, header.ExportTimeSeconds, (int)header.Length));
            expected += (uint)Sets(message).Where(set => set.Id >= 256).Sum(set => set.Records);
        }

        Assert.Equal(107u, expected);
        Assert.Equal(107u, session.Metrics.Sequence);
    }

    [Fact]
    public void Messages_are_filled_up_to_the_path_and_no_further()
    {
        using CollectorSession session = Session();
        session.Write(SampleBatch.Of(500), 0, 500);
        int recordLength = ExportTemplate.Build(ExportTemplate.DefaultColumns, ipv6: true).RecordLength;
        Assert.All(_transport.Messages, message => Assert.InRange(message.Length, 1, 1472));
        Assert.All(_transport.Messages.SkipLast(1), message => Assert.InRange(message.Length, 1472 - recordLength, 1472));
        Assert.Equal(_transport.Messages.Sum(message => message.Length), session.Metrics.BytesSent);
        Assert.Equal(_transport.Messages.Count, session.Metrics.DatagramsSent);
    }

    [Fact]
    public void Messages_that_go_in_runs_are_the_messages_that_go_alone()
    {
        using var inRuns = new RecordingTransport { MaxRunMessages = 44 };
        using var session = new CollectorSession(new() { Name = "c", ObservationDomainId = 5 }, inRuns, _clock);
        using CollectorSession alone = Session();
        foreach (int rows in (int[])[1, 700, 1, FlowBatch.Capacity, 50])
        {
            FlowBatch batch = SampleBatch.Of(rows);
            session.Write(batch, 0, rows);
            alone.Write(batch, 0, rows);
        }

        Assert.Equal(_transport.Messages, inRuns.Messages);
        Assert.InRange(inRuns.Runs, 1, inRuns.Messages.Count / 4);
        Assert.Equal(
            (alone.Metrics.DatagramsSent, alone.Metrics.BytesSent, alone.Metrics.Records, alone.Metrics.Sequence),
            (session.Metrics.DatagramsSent, session.Metrics.BytesSent, session.Metrics.Records, session.Metrics.Sequence));
    }

    [Fact]
    public void A_run_that_is_not_sent_counts_each_of_its_messages()
    {
        _transport.MaxRunMessages = 44;
        using CollectorSession session = Session();
        session.Write(SampleBatch.Of(1), 0, 1);
        session.Write(SampleBatch.Of(1), 0, 1);
        session.Write(SampleBatch.Of(1), 0, 1);
        int before = _transport.Messages.Count;
        _transport.Result = SendResult.BufferFull;
        session.Write(SampleBatch.Of(500), 0, 500);
        Assert.Equal(_transport.Messages.Count - before, session.Metrics.Count(SendResult.BufferFull));
        Assert.Equal(503, session.Metrics.Records);
    }

    [Fact]
    public void A_path_that_gets_narrower_gets_shorter_messages()
    {
        using CollectorSession session = Session();
        session.Write(SampleBatch.Of(100), 0, 100);
        _transport.Messages.Clear();
        _transport.MaxMessageLength = 600;
        session.Write(SampleBatch.Of(100), 0, 100);
        Assert.All(_transport.Messages, message => Assert.InRange(message.Length, 1, 600));
    }

    [Fact]
    public void The_first_messages_and_then_each_one_after_the_refresh_time_begin_with_the_templates()
    {
        using CollectorSession session = Session();
        for (int i = 0; i < 6; i++) session.Write(SampleBatch.Of(1), 0, 1);
        _clock.Advance(TimeSpan.FromSeconds(599));
        session.Write(SampleBatch.Of(1), 0, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        session.Write(SampleBatch.Of(1), 0, 1);
        session.Write(SampleBatch.Of(1), 0, 1);
        Assert.Equal([true, true, true, false, false, false, false, true, false], _transport.Messages.Select(BeginsWithTemplates));
    }

    [Fact]
    public void Templates_come_again_after_a_number_of_messages()
    {
        using CollectorSession session = Session(new() { Name = "c", TemplateRefreshMessages = 2 });
        for (int i = 0; i < 9; i++) session.Write(SampleBatch.Of(1), 0, 1);
        Assert.Equal([true, true, true, false, false, true, false, false, true], _transport.Messages.Select(BeginsWithTemplates));
    }

    [Fact]
    public void Templates_that_could_not_be_sent_are_sent_with_the_next_message()
    {
        using CollectorSession session = Session();
        _transport.Result = SendResult.BufferFull;
        for (int i = 0; i < 5; i++) session.Write(SampleBatch.Of(1), 0, 1);
        Assert.All(_transport.Messages, message => Assert.True(BeginsWithTemplates(message)));
    }

    [Fact]
    public void A_message_that_was_not_sent_is_an_error_and_a_gap_in_the_sequence()
    {
        using CollectorSession session = Session();
        _transport.Result = SendResult.Failed;
        session.Write(SampleBatch.Of(3), 0, 3);
        Assert.Equal((0L, 1L, 3u, null), (session.Metrics.DatagramsSent, session.Metrics.Errors, session.Metrics.Sequence, session.Metrics.LastExportTime));
        _transport.Result = SendResult.Sent;
        session.Write(SampleBatch.Of(3), 0, 3);
        IpfixHeader.TryRead(_transport.Messages[1], out IpfixHeader header);
        Assert.Equal(3u, header.SequenceNumber);
        Assert.Equal(_clock.GetUtcNow(), session.Metrics.LastExportTime);
    }

    [Fact]
    public void A_path_too_narrow_for_the_templates_is_refused_at_the_start() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CollectorSession(new() { Name = "c" }, new RecordingTransport(100), _clock));

    [Fact]
    public void The_default_templates_fit_a_path_of_unknown_width() =>
        new CollectorSession(new() { Name = "c" }, new RecordingTransport(UdpTransport.UnknownPathMessageLength), _clock).Dispose();

    [Fact]
    public void An_empty_batch_sends_nothing()
    {
        using CollectorSession session = Session();
        session.Write(new FlowBatch(), 0, 0);
        Assert.Empty(_transport.Messages);
    }

    [Fact]
    public void Exporting_allocates_nothing()
    {
        using var session = new CollectorSession(new() { Name = "c" }, new NullTransport(), _clock);
        FlowBatch batch = SampleBatch.Of(FlowBatch.Capacity);
        for (int i = 0; i < 50; i++) session.Write(batch, 0, batch.Count);
        AllocationBudget.Check("exporter/exporting: write a batch as IPFIX", () =>
        {
            for (int i = 0; i < 50; i++) session.Write(batch, 0, batch.Count);
        });
    }

    private CollectorSession Session(CollectorOptions? options = null) =>
        new(options ?? new() { Name = "c", ObservationDomainId = 5 }, _transport, _clock);

    private static bool BeginsWithTemplates(byte[] message) => Sets(message).First().Id == IpfixSet.Template;

    private static IEnumerable<(int Id, int Records)> Sets(byte[] message)
    {
        for (int at = IpfixHeader.Size; at < message.Length;)
        {
            int id = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at));
            int length = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(at + 2));
            int recordLength = ExportTemplate.Build(ExportTemplate.DefaultColumns, id == ExportTemplate.Ipv6Id).RecordLength;
            if (id >= 256) Assert.Equal(0, (length - IpfixSet.HeaderSize) % recordLength);
            yield return (id, (length - IpfixSet.HeaderSize) / recordLength);
            at += length;
        }
    }
}
