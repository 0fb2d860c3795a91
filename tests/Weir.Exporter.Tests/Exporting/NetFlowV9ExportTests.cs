using Weir.Exporter.Exporting;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Testing;
using Weir.Wire.NetFlowV9;
using Weir.Wire.Primitives;
using Weir.Wire.Templates;

namespace Weir.Exporter.Tests.Exporting;

public sealed class NetFlowV9ExportTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly RecordingTransport _transport = new();

    public void Dispose() => _transport.Dispose();

    [Fact]
    public void The_sequence_counts_packets_across_its_wrap_and_the_count_all_records()
    {
        using CollectorSession session = Session();
        session.Metrics.Sequence = uint.MaxValue - 1;
        session.Write(SampleBatch.Of(200), 0, 200);
        (NetFlowV9Header Header, int Templates, int Records)[] messages = [.. _transport.Messages.Select(Open)];
        Assert.Equal(Enumerable.Range(0, messages.Length).Select(i => unchecked(uint.MaxValue - 1 + (uint)i)), messages.Select(message => message.Header.SequenceNumber));
        Assert.Equal(200, messages.Sum(message => message.Records));
        Assert.Equal([2, 2, 2], messages.Take(3).Select(message => message.Templates));
        Assert.All(messages, message => Assert.Equal(message.Templates + message.Records, message.Header.Count));
        Assert.All(_transport.Messages, message => Assert.Equal((0, true), (message.Length % 4, message.Length <= 1472)));
        Assert.Equal(200, session.Metrics.Records);
    }

    [Fact]
    public void Templates_come_again_after_time_and_after_packets()
    {
        using var session = new CollectorSession(Options() with { TemplateRefreshMessages = 5 }, _transport, _clock);
        for (int i = 0; i < 12; i++) session.Write(SampleBatch.Of(1), 0, 1);
        _clock.Advance(TimeSpan.FromSeconds(600));
        session.Write(SampleBatch.Of(1), 0, 1);
        Assert.Equal([0, 1, 2, 8, 12], _transport.Messages.Select((message, i) => (Open(message).Templates, i)).Where(m => m.Templates > 0).Select(m => m.i));
    }

    [Fact]
    public void Asked_to_templates_come_again_at_once()
    {
        using CollectorSession session = Session();
        for (int i = 0; i < 4; i++) session.Write(SampleBatch.Of(1), 0, 1);
        session.Refresh();
        session.Write(SampleBatch.Of(1), 0, 1);
        Assert.Equal([2, 2, 2, 0, 2], _transport.Messages.Select(message => Open(message).Templates));
    }

    [Fact]
    public void What_is_not_sent_is_counted_and_shows_as_a_gap()
    {
        _transport.Result = SendResult.BufferFull;
        using CollectorSession session = Session();
        session.Write(SampleBatch.Of(3), 0, 3);
        Assert.Equal((3L, 1u, 3_000_000_000_003L), (session.Metrics.NotSentRecords, session.Metrics.Sequence, session.Metrics.NotSentOctets));
    }

    [Fact]
    public void Exporting_allocates_nothing()
    {
        using var session = new CollectorSession(Options(), new NullTransport(), _clock);
        FlowBatch batch = SampleBatch.Of(FlowBatch.Capacity);
        for (int i = 0; i < 50; i++) session.Write(batch, 0, batch.Count);
        AllocationBudget.Check("exporter/exporting: write a batch as NetFlow v9", () =>
        {
            for (int i = 0; i < 50; i++) session.Write(batch, 0, batch.Count);
        });
    }

    private static (NetFlowV9Header Header, int Templates, int Records) Open(byte[] message)
    {
        Assert.Equal(DecodeStatus.Ok, NetFlowV9MessageReader.TryOpen(message, out NetFlowV9Header header, out SetReader sets));
        (int templates, int records) = (0, 0);
        while (sets.TryRead(out MessageSet set))
        {
            if (set.Kind == SetKind.Templates)
            {
                for (TemplateSetReader reader = new(in set, new TemplateLimits()); reader.TryRead(out _);) templates++;
                continue;
            }

            records += set.Content.Length / ExportTemplate.Build(ExportTemplate.DefaultColumns, set.Id == ExportTemplate.Ipv6Id, ExportProtocol.NetFlow9).RecordLength;
        }

        return (header, templates, records);
    }

    private static CollectorOptions Options() => new() { Name = "v9", Protocol = ExportProtocol.NetFlow9, ObservationDomainId = 9 };

    private CollectorSession Session() => new(Options(), _transport, _clock);
}
