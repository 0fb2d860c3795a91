using Weir.Exporter.Exporting;
using Weir.Exporter.Exporting.Feeding;
using Weir.Exporter.Transport;
using Weir.Flows.Batches;
using Weir.Testing;

namespace Weir.Exporter.Tests.Exporting;

public sealed class ExportingProcessTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Each_collector_gets_all_records_whatever_becomes_of_the_others()
    {
        var failed = new RecordingTransport { Result = SendResult.Failed };
        var narrow = new RecordingTransport(600);
        ExportingProcess process = Process(PaceOptions.Off, null, failed, narrow);
        process.Write(SampleBatch.Of(300));
        // Each has a thread of its own, which ends when all is sent.
        process.Dispose();
        Assert.Equal([300u, 300u], process.Sessions.Select(session => session.Metrics.Sequence));
        Assert.Equal([0L, narrow.Messages.Count], process.Sessions.Select(session => session.Metrics.DatagramsSent));
    }

    [Fact]
    public void Without_pacing_nothing_waits()
    {
        using ExportingProcess process = Process(PaceOptions.Off, _ => Assert.Fail("waited"), new RecordingTransport());
        for (int i = 0; i < 10; i++) process.Write(SampleBatch.Of(FlowBatch.Capacity));
    }

    [Fact]
    public void Pacing_keeps_to_its_rate_and_its_burst()
    {
        var waited = TimeSpan.Zero;
        var transport = new RecordingTransport();
        int seen = 0;
        using ExportingProcess process = Process(
            new PaceOptions(RecordsPerSecond: 1000, Burst: 100),
            pause =>
            {
                Assert.InRange(transport.Messages.Count - seen, 0, 20);
                seen = transport.Messages.Count;
                waited += pause;
                _clock.Advance(pause);
            },
            transport);
        process.Write(SampleBatch.Of(2000));
        process.Write(SampleBatch.Of(2000));
        Assert.Equal(3.9, waited.TotalSeconds, 3);
    }

    [Fact]
    public void Disposing_of_it_disposes_of_the_transports()
    {
        var transport = new RecordingTransport();
        Process(PaceOptions.Off, null, transport).Dispose();
        Assert.True(transport.IsDisposed);
    }

    private ExportingProcess Process(PaceOptions pace, Action<TimeSpan>? wait, params RecordingTransport[] transports) => new(
        transports.Select((transport, i) => new CollectorSession(new() { Name = $"c{i}" }, transport, _clock)), new ExportingOptions { Pace = pace, Queue = FlowQueueOptions.File }, _clock, wait: wait);
}
