using Weir.Exporter.Sampling;
using Weir.Flows.Pipeline;
using Weir.Wire.Packets;

namespace Weir.Exporter.Tests.Sampling;

public sealed unsafe class HeaderSamplerTests : IPacketSampleSink
{
    private readonly List<(uint Source, uint Input, uint Output, uint Pool, uint Length, int Header)> _samples = [];

    void IPacketSampleSink.Write(in SampledPacket sample) =>
        _samples.Add((sample.SourceInterface, sample.InputInterface, sample.OutputInterface, sample.Pool, sample.FrameLength, sample.Header.Length));

    [Fact]
    public void Each_nth_packet_of_each_interface_is_taken_and_the_pool_counts_all()
    {
        var sampler = new HeaderSampler(10, 128, this);
        byte[] octets = new byte[200];
        fixed (byte* data = octets)
        {
            for (int i = 0; i < 5; i++) sampler.Offer(Batch(data, octets.Length));
        }

        // 160 packets of each of two interfaces, the second one outgoing.
        Assert.Equal(32, sampler.Samples);
        Assert.Equal(Enumerable.Range(1, 16).Select(n => (1u, 1u, 0u, (uint)n * 10, 1500u, 128)), _samples.Where(sample => sample.Source == 1));
        Assert.Equal(Enumerable.Range(1, 16).Select(n => (2u, 0u, 2u, (uint)n * 10, 1500u, 128)), _samples.Where(sample => sample.Source == 2));
    }

    [Fact]
    public void Sampling_allocates_nothing()
    {
        var sampler = new HeaderSampler(3, 128, new Nobody());
        byte[] octets = new byte[200];
        fixed (byte* data = octets)
        {
            PacketBatch batch = Batch(data, octets.Length);
            for (int i = 0; i < 50; i++) sampler.Offer(batch);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 50; i++) sampler.Offer(batch);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static PacketBatch Batch(byte* data, int length)
    {
        var batch = new PacketBatch { Count = PacketBatch.Capacity };
        for (int i = 0; i < batch.Count; i++)
        {
            batch[i] = new CapturedPacket
            {
                Data = data,
                CapturedLength = length,
                WireLength = 1500,
                LinkType = LinkType.Ethernet,
                InterfaceIndex = 1 + (uint)i % 2,
                IsOutgoing = i % 2 == 1,
            };
        }

        return batch;
    }

    private sealed class Nobody : IPacketSampleSink
    {
        public void Write(in SampledPacket sample)
        {
        }
    }
}
