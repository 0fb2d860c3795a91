using Weir.Exporter.Exporting;
using Weir.Flows.Pipeline;

namespace Weir.Exporter.Sampling;

/// <summary>
/// Gives samples on no faster than a pace of records allows. A sample counts for as many records as it has hundreds of octets on the wire: a record of
/// the usual form has about one. It waits: who calls it must be allowed to.
/// </summary>
/// <param name="sink">Takes them.</param>
/// <param name="pace">Rate and burst; the rate is not 0.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="wait">Lets time pass.</param>
public sealed class PacedSamples(IPacketSampleSink sink, PaceOptions pace, TimeProvider clock, Action<TimeSpan> wait) : IPacketSampleSink
{
    private const int OctetsOfRecord = 100;

    /// <summary>Octets of a flow sample beside the packet's header: its own header, and those of its two records.</summary>
    private const int OctetsBesideHeader = 88;

    private readonly TokenBucket _bucket = new(pace, clock);

    /// <inheritdoc/>
    public void Write(in SampledPacket sample)
    {
        if (_bucket.Take(1 + (sample.Header.Length + OctetsBesideHeader) / OctetsOfRecord) is var pause && pause > TimeSpan.Zero) wait(pause);
        sink.Write(in sample);
    }
}
