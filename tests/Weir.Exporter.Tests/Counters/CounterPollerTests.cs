using Weir.Exporter.Counters;
using Weir.Exporter.Exporting;
using Weir.Exporter.Tests.Exporting;
using Weir.Testing;

namespace Weir.Exporter.Tests.Counters;

public sealed class CounterPollerTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly RecordingTransport _transport = new();

    public void Dispose() => _transport.Dispose();

    [Fact]
    public void Each_interface_is_told_once_an_interval_and_they_are_spread_over_it()
    {
        var poller = new CounterPoller(new SampleInterfaces(20), _clock);
        CollectorSession[] sessions = [Session(TimeSpan.FromSeconds(20))];
        int most = 0;
        for (int turn = 0; turn < 600; turn++)
        {
            int before = Samples();
            poller.TakeTurn(sessions);
            most = Math.Max(most, Samples() - before);
            _clock.Advance(CounterPoller.Turn);
        }

        Assert.Equal(60, Samples());
        Assert.Equal(1, most);
        sessions[0].Dispose();
    }

    [Fact]
    public void Each_collector_has_its_own_interval()
    {
        var poller = new CounterPoller(new SampleInterfaces(1), _clock);
        var slow = new RecordingTransport();
        CollectorSession[] sessions = [Session(TimeSpan.FromSeconds(1)), Session(TimeSpan.FromSeconds(5), slow)];
        for (int turn = 0; turn < 100; turn++)
        {
            poller.TakeTurn(sessions);
            _clock.Advance(CounterPoller.Turn);
        }

        Assert.Equal((10, 2), (_transport.Messages.Count, slow.Messages.Count));
        foreach (CollectorSession session in sessions) session.Dispose();
    }

    [Fact]
    public void A_system_that_does_not_tell_is_counted_and_asked_again()
    {
        var source = new SampleInterfaces(1) { Fails = true };
        var poller = new CounterPoller(source, _clock);
        using CollectorSession session = Session(TimeSpan.FromSeconds(1));
        poller.TakeTurn([session]);
        Assert.True(poller.Failures > 0);
        source.Fails = false;
        for (int turn = 0; turn < 20; turn++)
        {
            _clock.Advance(CounterPoller.Turn);
            poller.TakeTurn([session]);
        }

        Assert.NotEmpty(_transport.Messages);
    }

    // The header's last word counts the samples.
    private int Samples() => _transport.Messages.Sum(message => message[27]);

    private CollectorSession Session(TimeSpan interval, RecordingTransport? transport = null) => new(
        new CollectorOptions { Name = "s", Protocol = ExportProtocol.SFlow, PollingInterval = interval }, transport ?? _transport, _clock);
}
