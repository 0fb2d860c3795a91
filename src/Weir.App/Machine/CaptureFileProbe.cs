using Weir.Capture.Filtering;

namespace Weir.App.Machine;

/// <summary>Capture files need nothing; filters for them need libpcap.</summary>
internal sealed class CaptureFileProbe : IMachineProbe
{
    public string Source => "capture file";

    public MachineFinding Look()
    {
        try
        {
            PacketFilter.Compile("ip");
            return new(true);
        }
        catch (FilterException missing)
        {
            return new(true, $"filters do not work: {missing.Message}");
        }
    }
}
