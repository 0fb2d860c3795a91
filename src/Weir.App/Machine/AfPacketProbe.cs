using Weir.Capture.AfPacket;

namespace Weir.App.Machine;

/// <summary>Captures on the loopback interface for a moment.</summary>
internal sealed class AfPacketProbe : IMachineProbe
{
    private const int SmallestRing = 1 << 20;

    public string Source => "interface";

    public MachineFinding Look()
    {
        try
        {
            using AfPacketSource source = AfPacketSource.Open(new AfPacketOptions { InterfaceName = "lo", RingOctets = SmallestRing, Promiscuous = false });
            return new(true);
        }
        catch (IOException refusal)
        {
            return new(false, refusal.Message);
        }
    }
}
