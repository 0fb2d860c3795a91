namespace Weir.Flows.Pipeline;

/// <summary>Takes sampled packets: an sFlow session, a counter in a test.</summary>
public interface IPacketSampleSink
{
    /// <summary>Takes one sample; its octets are borrowed until the call returns.</summary>
    void Write(in SampledPacket sample);
}
