using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering;

public sealed class AdaptiveSamplingTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Drops_double_the_rate_and_a_calm_while_halves_it()
    {
        AdaptiveRate rate = new(new() { MaxRate = 8, CalmIntervals = 3 }, 2);
        Assert.Equal(
            [2, 2, 4, 8, 8, 8, 8, 4, 4, 4, 2, 2, 2, 2],
            Rates(rate, [(0, 0), (0, 0), (100, 0), (100, 0), (100, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]));
    }

    [Fact]
    public void A_busy_thread_doubles_the_rate_and_between_the_bounds_it_stays()
    {
        AdaptiveRate rate = new(new() { CalmIntervals = 2 }, 1);
        Assert.Equal(
            [1, 2, 2, 2, 2, 2, 2, 1],
            Rates(rate, [(0, 0), (0, 0.95), (0, 0.6), (0, 0.6), (0, 0.3), (0, 0.5), (0, 0.3), (0, 0.3)]));
    }

    [Fact]
    public void A_few_drops_are_below_the_error_of_sampling_and_not_calm_either()
    {
        AdaptiveRate rate = new(new() { CalmIntervals = 1 }, 1);
        Assert.Equal([1, 2, 2, 1], Rates(rate, [(0, 0), (2000, 0), (5, 0), (0, 0)]));
    }

    [Fact]
    public void Totals_scaled_by_the_records_own_rates_stay_right_while_the_rate_changes()
    {
        ManualClock clock = new();
        ScalingSink sink = new();
        byte[][] frames = [.. Enumerable.Range(0, 500).Select(port =>
            FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp((ushort)port, 2).Payload(72).Build())];
        using var source = new DroppingSource(frames, clock);
        List<uint> told = [];
        using var process = new MeteringProcess(
            new() { Sampling = new() { Rate = 1, Adaptive = new() { CalmIntervals = 2, MaxRate = 16 } } }, new FlowKeyHash(1), sink, clock)
        {
            SamplingRateChanged = told.Add,
        };
        process.Run(source, TestContext.Current.CancellationToken);
        Assert.Equal([2u, 4u, 8u, 16u, 8u, 4u, 2u, 1u], told);
        Assert.Equal([1u, 2u, 4u, 8u, 16u], sink.Rates.Order());

        // Each of the nine spans is cut to a whole number of sampled packets: half a rate of error at most at both its ends.
        double allowed = told.Sum(static rate => (double)rate);
        Assert.InRange((double)sink.Packets, source.Given - allowed, source.Given + allowed);
        Assert.Equal(sink.Packets * 100, sink.Octets);
        Assert.Equal(1u, process.SamplingRate);
    }

    private static List<int> Rates(AdaptiveRate rate, (int Drops, double Busy)[] looks)
    {
        List<int> rates = [];
        LoadReading load = default;
        long now = 0;
        foreach ((int drops, double busy) in looks)
        {
            now += Second;
            load = new(load.Packets + 10_000, load.Drops + drops, load.ProcessorNs + (long)(busy * Second));
            Assert.True(rate.IsDue(now));
            rate.Observe(now, load);
            Assert.False(rate.IsDue(now));
            rates.Add((int)rate.Rate);
        }

        return rates;
    }

    /// <summary>Frames over and over; for a while half as many are dropped as given.</summary>
    private sealed class DroppingSource(byte[][] frames, ManualClock clock) : IPacketSource, ILoadGauge
    {
        private readonly FrameSource _frames = new(PacketReadStatus.End, frames);
        private int _second;

        public string Name => "dropping";

        public long Given { get; private set; }

        private long Dropped { get; set; }

        public PacketReadStatus Read(PacketBatch batch)
        {
            PacketReadStatus status = _frames.Read(batch);
            Given += batch.Count;
            if (status == PacketReadStatus.Packets) return status;
            clock.Advance(TimeSpan.FromSeconds(1));
            if (++_second is > 2 and < 8) Dropped += frames.Length / 2;
            _frames.Rewind();
            return _second == 30 ? PacketReadStatus.End : Read(batch);
        }

        public LoadReading ReadLoad() => new(Given + Dropped, Dropped, 0);

        public void Dispose() => _frames.Dispose();
    }
}
