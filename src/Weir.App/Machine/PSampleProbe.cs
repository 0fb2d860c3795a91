using Weir.Capture.PSample;
using Weir.Flows.Pipeline;

namespace Weir.App.Machine;

/// <summary>Has the kernel sample one in a million packets of the loopback interface for a moment.</summary>
internal sealed class PSampleProbe : IMachineProbe, IPacketSampleSink
{
    public string Source => "psample";

    public MachineFinding Look()
    {
        try
        {
            List<string> missing = [];
            var options = new PSampleOptions { Interfaces = [new SamplingRequest { InterfaceName = "lo", Rate = SamplingRequest.MaxRate, Direction = SamplingDirection.Ingress }] };
            using PSampleSource source = PSampleSource.Open(options, this, TimeProvider.System, missing.Add);
            return new(true, string.Join(". ", missing));
        }
        catch (IOException refusal)
        {
            return new(false, refusal.Message);
        }
    }

    void IPacketSampleSink.Write(in SampledPacket sample)
    {
    }
}
