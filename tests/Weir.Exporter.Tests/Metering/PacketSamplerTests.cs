using Weir.Exporter.Metering;
using Weir.Flows.Pipeline;
using Weir.Testing;
using Weir.Testing.Packets;

namespace Weir.Exporter.Tests.Metering;

public sealed class PacketSamplerTests
{
    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(7u)]
    [InlineData(1000u)]
    public void Every_nth_packet_is_taken(uint rate)
    {
        PacketSampler sampler = new(new() { Rate = rate });
        int[] taken = [.. Enumerable.Range(0, 10_000).Where(_ => sampler.Takes())];
        Assert.Equal((int)(10_000 / rate), taken.Length, 1.0);
        Assert.All(taken.Zip(taken.Skip(1)), pair => Assert.Equal((int)rate, pair.Second - pair.First));
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(8u)]
    [InlineData(100u)]
    public void At_random_as_many_are_taken_as_the_rate_says(uint rate)
    {
        PacketSampler sampler = new(new() { Method = SamplingMethod.Random, Rate = rate, Seed = 3 }), same = new(new() { Method = SamplingMethod.Random, Rate = rate, Seed = 3 });
        const int Packets = 1_000_000;
        bool[] taken = [.. Enumerable.Range(0, Packets).Select(_ => sampler.Takes())];
        double expected = (double)Packets / rate, deviation = Math.Sqrt(expected * (1 - 1.0 / rate));
        Assert.InRange(taken.Count(static each => each), expected - 4 * deviation, expected + 4 * deviation);
        Assert.Equal(taken[..1000], Enumerable.Range(0, 1000).Select(_ => same.Takes()));
    }

    [Fact]
    public void By_flow_all_packets_are_taken_or_none_and_half_of_the_same_flows_at_twice_the_rate()
    {
        PacketSampler sampler = new(new() { Method = SamplingMethod.FlowHash, Rate = 8, Seed = 4 });
        HashSet<uint> At(uint rate)
        {
            sampler.Rate = rate;
            return [.. Enumerable.Range(0, 100_000).Select(host => (uint)host).Where(host =>
            {
                Observation packet = Packet.Udp(0, host);
                Assert.True(sampler.Takes());
                Assert.Equal(sampler.TakesFlow(in packet.Fields), sampler.TakesFlow(in packet.Fields));
                return sampler.TakesFlow(in packet.Fields);
            })];
        }

        HashSet<uint> eighth = At(8), sixteenth = At(16);
        Assert.InRange(eighth.Count, 12_100, 12_900);
        Assert.InRange(sixteenth.Count, 5_900, 6_600);
        Assert.Subset(eighth, sixteenth);
    }

    [Fact]
    public void Records_name_the_rate_and_what_was_left_out_is_counted()
    {
        ScalingSink sink = new();
        using var process = new MeteringProcess(new() { Sampling = new() { Rate = 10 } }, new FlowKeyHash(1), sink, new ManualClock());
        byte[] frame = FrameBuilder.Ethernet().Ipv4("10.0.0.1", "10.0.0.2").Udp(1, 2).Payload(72).Build();
        using var source = new FrameSource(PacketReadStatus.End, [.. Enumerable.Repeat(frame, 5000)]);
        process.Run(source, TestContext.Current.CancellationToken);
        Assert.Equal((5000ul, 500_000ul), (sink.Packets, sink.Octets));
        Assert.Equal((5000L, 500L, 4500L, 10u), (process.Metrics.Packets, process.Metrics.MeteredPackets, process.Metrics.SampledOut, process.SamplingRate));
    }
}
