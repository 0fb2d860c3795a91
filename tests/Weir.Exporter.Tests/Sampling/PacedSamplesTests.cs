using Weir.Exporter.Exporting;
using Weir.Exporter.Sampling;
using Weir.Flows.Pipeline;
using Weir.Testing;

namespace Weir.Exporter.Tests.Sampling;

/// <summary>Samples of a file leave no faster than a collector can take them.</summary>
public sealed class PacedSamplesTests : IPacketSampleSink
{
    private int _samples;

    void IPacketSampleSink.Write(in SampledPacket sample) => _samples++;

    [Fact]
    public void A_sample_counts_for_as_many_records_as_it_has_hundreds_of_octets()
    {
        var clock = new ManualClock();
        TimeSpan waited = default;
        var paced = new PacedSamples(this, new PaceOptions(1000, 100), clock, pause =>
        {
            waited += pause;
            clock.Advance(pause);
        });
        // 128 octets and their beside: 3 records each, of which the first hundred go at once.
        for (int i = 0; i < 1000; i++) paced.Write(new SampledPacket { Header = new byte[128] });
        Assert.Equal(1000, _samples);
        Assert.Equal(2.9, waited.TotalSeconds, 3);
    }
}
